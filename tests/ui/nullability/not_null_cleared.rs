//! Graph refuses null for this property, so there is no method that sends it.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(not_null)]
    name: Option<String>,
    note: Option<String>,
}

fn main() {
    let _ = Device::patch().clear_name();
}
