//! The host is set by the client's endpoint, so that another cloud or an emulator needs one change only.

use graph_entity::graph_entity;

#[graph_entity(path = "https://graph.microsoft.com/v1.0/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
