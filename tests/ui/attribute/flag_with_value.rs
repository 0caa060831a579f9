//! A rule has no value.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(read_only = true)]
    name: Option<String>,
}

fn main() {}
