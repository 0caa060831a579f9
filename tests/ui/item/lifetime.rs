//! An entity owns its values.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device<'a> {
    id: String,
    value: Option<&'a str>,
}

fn main() {}
