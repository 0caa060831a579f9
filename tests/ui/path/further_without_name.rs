//! A further address has a name, which its constructor takes.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path("/users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
