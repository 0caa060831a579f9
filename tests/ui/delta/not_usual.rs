//! Few entities support delta, so it must be declared.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = User::within().delta();
}
