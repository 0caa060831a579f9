//! The runtime reads and writes properties itself, so serde's attributes on a field would have no effect.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[serde(rename = "n")]
    name: Option<String>,
}

fn main() {}
