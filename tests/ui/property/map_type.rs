//! A JSON object is either a complex value or untyped.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<std::collections::HashMap<String, String>>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
