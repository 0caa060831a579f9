//! A property that only the service sets cannot be set on create.
//!
//! Check: `rules_agree`

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(create_only, read_only)]
    kind: Option<String>,
}

fn main() {}
