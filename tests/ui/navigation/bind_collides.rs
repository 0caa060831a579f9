//! Two methods cannot have the same name.
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
