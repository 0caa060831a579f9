//! The annotation is either always or never sent.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", odata_type = sometimes)]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
