//! The key is read-only even when nothing says so.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::patch().id("x");
}
