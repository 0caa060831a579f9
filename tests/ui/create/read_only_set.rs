//! Only the service sets a read-only property, even on create.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    id: String,
    #[graph(read_only)]
    serial: Option<String>,
}

fn main() {
    let _ = Device::new_body().serial("1");
}
