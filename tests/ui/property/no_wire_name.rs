//! A property needs a name on the wire.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    __: Option<String>,
}

fn main() {}
