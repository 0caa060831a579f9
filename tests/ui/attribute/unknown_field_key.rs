//! A misspelt rule must not be ignored.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(readonly)]
    name: Option<String>,
}

fn main() {}
