//! A brace without its counterpart is a typing mistake.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
