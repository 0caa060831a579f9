//! Few services accept a key chosen by the caller on create, so upsert must be declared.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").upsert(Device::new_body().name("a"));
}
