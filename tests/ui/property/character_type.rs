//! OData has no type for a single character.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<char>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
