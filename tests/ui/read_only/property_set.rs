//! Only the service sets the property: a PATCH that contains it is refused or ignored.

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
