//! OData cannot represent a function.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<fn(i32) -> i32>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
