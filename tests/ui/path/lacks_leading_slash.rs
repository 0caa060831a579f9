//! Paths are written as in the documentation, with a leading slash.

use graph_entity::graph_entity;

#[graph_entity(path = "devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
