//! A placeholder cannot have the name of the patch parameter.
//!
//! Check: `placeholder_is_not_patch`

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{patch}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
