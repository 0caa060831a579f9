//! Only a comma can follow the list of a key.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", operations(get) version = "beta")]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
