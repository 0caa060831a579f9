//! A method has a fixed number of arguments: the line of `select` shows the tuple.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::within().list().select(Device::NAME, Device::COUNT);
}
