//! An attribute without keys has no effect.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph]
    name: Option<String>,
}

fn main() {}
