//! Two constructors of one name cannot be, wherever the addresses stand.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "/users/{userId}/devices/{deviceId}"), path(user = "/me/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
