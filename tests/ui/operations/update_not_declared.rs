//! The short way to an update keeps to the list too.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, list))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::update("1", Device::patch().name("a"));
}
