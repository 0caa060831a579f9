//! A path is written as a string.

use graph_entity::graph_entity;

#[graph_entity(path = 5)]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
