//! A value needs no box: collections are already on the heap.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<Box<String>>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
