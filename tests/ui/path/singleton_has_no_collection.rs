//! A singleton is not in a collection.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement")]
struct DeviceManagement {
    id: String,
}

fn main() {
    let _ = DeviceManagement::within();
}
