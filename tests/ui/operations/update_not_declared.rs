//! The short form of an update must be a declared operation too.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, list))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::update("1", Device::patch().name("a"));
}
