//! A further address is one beside the entity's own.

use graph_entity::graph_entity;

#[graph_entity(path(user = "/users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
}

fn main() {}
