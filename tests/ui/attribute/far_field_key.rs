//! An unknown key tells which there are; no guess is made where none is near.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(rename = "x")]
    name: Option<String>,
}

fn main() {}
