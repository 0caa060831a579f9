//! An update never contains a navigation property, so the rule would add nothing.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(navigation, create_only)]
    children: Vec<Device>,
}

fn main() {}
