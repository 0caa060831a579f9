//! An operation has no value.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get = true))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
