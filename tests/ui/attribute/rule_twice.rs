//! A repeated rule is probably a mistake for another one.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(not_null, not_null)]
    name: Option<String>,
}

fn main() {}
