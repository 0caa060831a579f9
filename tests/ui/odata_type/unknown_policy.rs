//! The annotation is sent always or never.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", odata_type = sometimes)]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
