//! The items of a collection must have an OData type too.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Vec<u64>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
