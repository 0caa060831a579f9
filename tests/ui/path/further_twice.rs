//! Two constructors cannot have the same name.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "/users/{userId}/devices/{deviceId}", user = "/me/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
