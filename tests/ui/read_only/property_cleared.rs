//! A property that cannot be set cannot be cleared.

use graph_entity::graph_entity;

#[graph_entity(path = "/a/{aId}")]
struct Device {
    #[graph(read_only)]
    id: String,
    name: Option<String>,
    #[graph(read_only)]
    serial_number: Option<String>,
}

fn main() {
    let _ = Device::patch().clear_serial_number();
}
