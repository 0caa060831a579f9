//! A misspelt rule must not be a rule forgotten.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(readonly)]
    name: Option<String>,
}

fn main() {}
