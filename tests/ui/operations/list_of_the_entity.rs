//! A collection comes first, and has the operations: `Device::within().list()`.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::list();
}
