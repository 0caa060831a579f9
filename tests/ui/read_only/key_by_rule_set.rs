//! The key is read-only even without the rule.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::patch().id("x");
}
