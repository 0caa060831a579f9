//! A misspelt key must not be ignored.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", verison = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
