//! Only a struct can be an entity.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
fn device() {}

fn main() {}
