//! A collection does not have a fixed length.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<[u8; 4]>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
