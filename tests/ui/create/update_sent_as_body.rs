//! The body of an update has no create-only properties.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::within().create(Device::patch().name("Kiosk"));
}
