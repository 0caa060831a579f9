//! A property has a name, and so has its field.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device(String);

fn main() {}
