//! The key of an entity is not always called `id`, and a create may not set it.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/locations/{code}")]
struct Location {
    code: String,
    #[graph(key)]
    name: String,
}

fn main() {}
