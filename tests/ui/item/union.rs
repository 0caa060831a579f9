//! A union's fields share their bytes; properties do not.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
union Device {
    a: u8,
}

fn main() {}
