//! A further address needs a name for its constructor.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path("/users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
