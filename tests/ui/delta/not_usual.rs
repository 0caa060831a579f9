//! Few entities have a delta, so the entity says so.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = User::within().delta();
}
