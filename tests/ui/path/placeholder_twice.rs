//! Two placeholders of the same name are easily confused.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{id}/devices/{id}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
