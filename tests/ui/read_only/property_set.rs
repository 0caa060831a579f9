//! The service sets it: a PATCH that holds it is refused or ignored.

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
    let _ = Device::patch().name("x").serial_number("y");
}
