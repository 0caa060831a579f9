//! Two methods of one name cannot be.
//!
//! Check: `bind_names_are_free`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(navigation)]
    category: Vec<Device>,
    bind_category: Option<bool>,
}

fn main() {}
