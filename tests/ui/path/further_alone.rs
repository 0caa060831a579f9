//! A further address does not replace the main one.

use graph_entity::graph_entity;

#[graph_entity(path(user = "/users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
}

fn main() {}
