//! Names are written into JSON as they are.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(name = "na\"me")]
    name: Option<String>,
}

fn main() {}
