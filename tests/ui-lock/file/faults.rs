//! All faults of a lock are in one error, and nothing is compared with it.

use graph_entity::graph_entity;

#[graph_entity(path = "/x/{id}", version = "beta")]
struct X {
    id: String,
    name: Option<String>,
}

#[graph_entity(path = "/y/{id}", version = "beta")]
struct Y {
    id: String,
}

fn main() {}
