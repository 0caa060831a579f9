//! Graph has delegated and application permissions only.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}", permissions(app = ["Device.Read.All"]))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
