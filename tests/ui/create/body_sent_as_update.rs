//! The body of a create may hold what an update may not.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::update("1", Device::new_body().name("x"));
}
