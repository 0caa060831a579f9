//! The keys of an item belong in its attribute.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[graph(version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
