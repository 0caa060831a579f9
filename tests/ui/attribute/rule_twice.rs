//! A rule stated twice was probably meant to be another.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(not_null, not_null)]
    name: Option<String>,
}

fn main() {}
