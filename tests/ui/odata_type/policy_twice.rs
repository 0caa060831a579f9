//! The policy can be given only once.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", odata_type = always, odata_type = never)]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
