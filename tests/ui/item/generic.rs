//! An entity is one concrete type of Graph.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device<T> {
    id: String,
    value: Option<T>,
}

fn main() {}
