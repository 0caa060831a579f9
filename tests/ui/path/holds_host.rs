//! The client's endpoint says the host, so that clouds and emulators differ in one place.

use graph_entity::graph_entity;

#[graph_entity(path = "https://graph.microsoft.com/v1.0/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
