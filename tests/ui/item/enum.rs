//! An entity has properties; an enumeration has members.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
enum Device {
    A,
}

fn main() {}
