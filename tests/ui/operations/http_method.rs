//! The operations are named after requests, not after HTTP methods.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, patch))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
