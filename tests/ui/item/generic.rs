//! An entity is one concrete type, without generic parameters.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device<T> {
    id: String,
    value: Option<T>,
}

fn main() {}
