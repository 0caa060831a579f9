//! An entity without operations has no requests.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations())]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
