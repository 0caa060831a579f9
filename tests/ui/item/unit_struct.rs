//! An entity needs at least one property.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device;

fn main() {}
