//! The patch is a parameter too.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{patch}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
