//! An entity has properties, not variants.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
enum Device {
    A,
}

fn main() {}
