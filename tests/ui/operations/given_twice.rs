//! An entity has a single list of operations.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get), operations(list))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
