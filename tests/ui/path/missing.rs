//! An entity needs an address.
//!
//! Check: `path_is_given`

use graph_entity::graph_entity;

#[graph_entity(version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
