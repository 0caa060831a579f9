//! A misspelt operation must not be ignored.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", operations(get, updat))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").get();
}
