//! A repeated operation is probably a mistake for another one.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, get))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
