//! An item has one place for its keys.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[graph(version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
