//! Two parameters cannot have the same name.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{userId}/devices/{UserId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
