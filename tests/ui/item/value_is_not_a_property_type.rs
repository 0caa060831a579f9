//! A type becomes a property type by one of the attributes.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    value: Option<Local>,
}

struct Local;

fn main() {}
