//! Graph refuses a change of a property that is set only on create.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(create_only)]
    kind: Option<String>,
}

fn main() {
    let _ = Device::patch().kind("x");
}
