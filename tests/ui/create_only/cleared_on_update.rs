//! Clearing a property is a change too, which Graph refuses for one that is set only on create.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(create_only)]
    kind: Option<String>,
}

fn main() {
    let _ = Device::patch().clear_kind();
}
