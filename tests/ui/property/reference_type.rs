//! An entity owns its values, so a property cannot be a reference.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<&'static str>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
