//! What follows a key's list is another key.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", operations(get) version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
