//! A missing value must not erase data: a setter takes the value itself, and `when` an option.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
    count: Option<i32>,
}

fn main() {
    let name = Some("Kiosk");
    let _ = Device::patch().name(name);
}
