//! A lock of another format is not guessed at.

use graph_entity::graph_entity;

#[graph_entity(path = "/x/{id}", version = "beta")]
struct X {
    id: String,
}

fn main() {}
