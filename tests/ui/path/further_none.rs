//! A list of further addresses must not be empty.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path())]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
