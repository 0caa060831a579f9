//! A PUT resets what it leaves out, so it must be declared.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").replace(Device::new_body().name("a"));
}
