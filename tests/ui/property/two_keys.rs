//! An entity has a single key.
//!
//! Check: `key_is_one`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    #[graph(name = "deviceId")]
    id: String,
    #[graph(name = "id")]
    other: String,
}

fn main() {}
