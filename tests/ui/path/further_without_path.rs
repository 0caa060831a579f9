//! A further address needs a path.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
