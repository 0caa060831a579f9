//! The list of faults ends somewhere.

use graph_entity::graph_entity;

#[graph_entity(path = "/x/{id}", version = "beta")]
struct X {
    id: String,
}

fn main() {}
