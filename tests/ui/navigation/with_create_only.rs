//! No update takes a navigation property anyway.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(navigation, create_only)]
    children: Vec<Device>,
}

fn main() {}
