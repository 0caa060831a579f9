//! An address comes first, and has the operations: `Device::at("1").get()`.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::get("1");
}
