//! The runtime reads and writes the struct itself, so serde's attributes would have no effect.
//!
//! Check: `no_serde_attribute`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
#[serde(rename_all = "camelCase")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
