//! A text is not checked, so it is a filter only where that is said.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let _ = Device::within().list().filter("name eq 'Kiosk'");
}
