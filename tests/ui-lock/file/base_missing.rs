//! Without a base, a property may be one of the base.

use graph_entity::graph_entity;

#[graph_entity(path = "/x/{id}", version = "beta")]
struct X {
    id: String,
}

fn main() {}
