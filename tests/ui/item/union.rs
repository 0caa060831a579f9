//! The fields of a union share their memory, so they cannot be properties.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
union Device {
    a: u8,
}

fn main() {}
