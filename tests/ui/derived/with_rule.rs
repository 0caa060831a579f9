//! The name of a value's type is not a property, so no rule of one applies.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(derived, read_only)]
    odata_type: Option<String>,
}

fn main() {}
