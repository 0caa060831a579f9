//! An entity has properties.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device;

fn main() {}
