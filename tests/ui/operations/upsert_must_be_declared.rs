//! Few services create an entity under a key of the caller's, so the entity says so.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at("1").upsert(Device::new_body().name("a"));
}
