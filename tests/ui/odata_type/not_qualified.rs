//! The name of a type must be qualified by its namespace.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", odata_type = "device")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
