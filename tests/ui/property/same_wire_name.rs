//! A JSON object cannot have two members of the same name.
//!
//! Check: `wire_names_differ`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    name: Option<String>,
    #[graph(name = "name")]
    title: Option<String>,
}

fn main() {}
