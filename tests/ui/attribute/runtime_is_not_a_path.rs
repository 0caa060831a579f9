//! The emitted code needs the path of the runtime.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", crate = "not a path")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
