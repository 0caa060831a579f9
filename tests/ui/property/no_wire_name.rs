//! A property has a name.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    __: Option<String>,
}

fn main() {}
