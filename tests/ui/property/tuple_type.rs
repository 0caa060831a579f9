//! A complex value has names.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<(String, String)>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
