//! An update through an address must be a declared operation too.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, list))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").update(Device::patch().name("a"));
}
