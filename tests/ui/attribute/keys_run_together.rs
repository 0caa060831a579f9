//! The keys of a field must be separated by commas too.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(not_null sensitive)]
    name: Option<String>,
}

fn main() {}
