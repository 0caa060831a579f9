//! In the emitted implementations, `Self` would be another type.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Vec<Self>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
