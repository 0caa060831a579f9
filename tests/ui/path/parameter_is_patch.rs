//! The patch is a parameter too.
//!
//! Check: `patch_is_no_placeholder`

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{patch}")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
