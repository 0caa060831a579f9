//! A setter must not hide the `clone` of the patch.
//!
//! Check: `setter_name_is_free`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    clone: Option<bool>,
}

fn main() {}
