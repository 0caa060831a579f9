//! A type's name is a text, and may be missing.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(derived)]
    odata_type: String,
}

fn main() {}
