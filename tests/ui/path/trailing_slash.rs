//! An address with a trailing slash is a different one.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}/")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
