//! The address must not be empty.

use graph_entity::graph_entity;

#[graph_entity(path = "")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
