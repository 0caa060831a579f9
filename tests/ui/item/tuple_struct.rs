//! A property has a name, so its field must have one.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device(String);

fn main() {}
