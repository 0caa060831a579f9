//! Permissions are written as strings.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", permissions(delegated = [Device.Read.All]))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
