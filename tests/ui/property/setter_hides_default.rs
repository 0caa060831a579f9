//! A setter must not hide the `default` of the patch.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    default: Option<bool>,
}

fn main() {}
