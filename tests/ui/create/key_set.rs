//! Only the service sets the key, even on create.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::new_body().name("x").id("1");
}
