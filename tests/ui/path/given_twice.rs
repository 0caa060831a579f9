//! An entity has one address of this name.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", path = "/b/{bId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
