//! Names are written to JSON without escaping.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(name = "na\"me")]
    name: Option<String>,
}

fn main() {}
