//! A verb given twice was probably meant to be another.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, get))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
