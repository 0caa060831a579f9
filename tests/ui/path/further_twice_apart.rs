//! Two constructors cannot have the same name, even if their addresses are in separate lists.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "/users/{userId}/devices/{deviceId}"), path(user = "/me/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
