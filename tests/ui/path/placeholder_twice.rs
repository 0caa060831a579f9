//! Two ids of one name would be swapped one day.

use graph_entity::graph_entity;

#[graph_entity(path = "/users/{id}/devices/{id}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
