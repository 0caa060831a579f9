//! Delegated and application permissions are different things.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", permissions = ["Device.Read.All"])]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
