//! The key is never sent, not even on create.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    #[graph(create_only)]
    id: String,
}

fn main() {}
