//! Two methods cannot have the same name.
//!
//! Check: `clear_names_are_free`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
    clear_name: Option<bool>,
}

fn main() {}
