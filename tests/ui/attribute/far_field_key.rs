//! The error lists the keys, and suggests one only if it is similar.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(rename = "x")]
    name: Option<String>,
}

fn main() {}
