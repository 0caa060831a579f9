//! A further address keeps to the grammar of the first.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {}
