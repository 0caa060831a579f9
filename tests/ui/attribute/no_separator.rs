//! Keys must be separated by commas.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}" version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
