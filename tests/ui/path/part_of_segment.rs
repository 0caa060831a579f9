//! A placeholder must be a whole segment.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/x{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
