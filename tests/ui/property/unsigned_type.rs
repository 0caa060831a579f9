//! OData has no unsigned integer of this size.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<u32>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
