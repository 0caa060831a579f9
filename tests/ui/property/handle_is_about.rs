//! Two constants cannot have the same name.
//!
//! Check: `about_is_free`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    about: Option<String>,
}

fn main() {}
