//! The members of a complex value have names, those of a tuple do not.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<(String, String)>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
