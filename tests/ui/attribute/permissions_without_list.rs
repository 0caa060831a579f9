//! Delegated and application permissions are listed separately.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", permissions = ["Device.Read.All"])]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
