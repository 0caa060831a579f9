//! An entity has a single main address.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", path = "/b/{bId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
