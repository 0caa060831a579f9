//! The emitted code stands in other impls, where `Self` is another type.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Vec<Self>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
