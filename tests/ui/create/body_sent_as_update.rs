//! The body of a create may contain properties that an update refuses.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::update("1", Device::new_body().name("x"));
}
