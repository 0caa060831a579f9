//! An item of a collection has a type of OData too.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Vec<u64>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
