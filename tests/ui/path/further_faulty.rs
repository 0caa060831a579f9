//! A further address has the same grammar as the main one.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
