//! The patch already distinguishes absent from null.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<Option<String>>,
}

fn main() {
    let _ = Device::update("x", Device::patch());
}
