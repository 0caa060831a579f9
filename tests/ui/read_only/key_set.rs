//! Only the service sets the key: a PATCH that contains it is refused or misread.

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
    let _ = Device::patch().id("7bd39c86-9c86-7bd3-869c-d37b869cd37b");
}
