//! A value has one type.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    #[graph(derived)]
    odata_type: Option<String>,
    #[graph(derived)]
    type_name: Option<String>,
}

fn main() {}
