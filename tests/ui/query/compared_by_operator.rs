//! `==` gives a `bool` in Rust and never a filter: the line of the handle's type shows the method.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::within().list().filter(Device::NAME == "Kiosk");
}
