//! A number needs a key.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(4)]
    name: Option<String>,
}

fn main() {}
