//! The version has a key of its own.

use graph_entity::graph_entity;

#[graph_entity(path = "/beta/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
