//! The operations are written as a list.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations = "get")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
