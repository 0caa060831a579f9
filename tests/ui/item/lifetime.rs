//! An entity owns its values, so it has no lifetime parameter.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device<'a> {
    id: String,
    value: Option<&'a str>,
}

fn main() {}
