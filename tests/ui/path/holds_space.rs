//! A literal segment must not need an escape.

use graph_entity::graph_entity;

#[graph_entity(path = "/my devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
