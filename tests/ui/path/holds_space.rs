//! A literal segment needs no escape.

use graph_entity::graph_entity;

#[graph_entity(path = "/my devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
