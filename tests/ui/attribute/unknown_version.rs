//! Graph has exactly two versions.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", version = "v2.0")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
