//! Only the declared operations can be called.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}", operations(get, list))]
struct User {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = User::within().delta();
}
