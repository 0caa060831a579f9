//! A value needs a key.

use graph_entity::graph_entity;

#[graph_entity("/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
