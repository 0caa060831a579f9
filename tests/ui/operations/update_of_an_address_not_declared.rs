//! Every way to an update keeps to the list.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, list))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").update(Device::patch().name("a"));
}
