//! Each placeholder requires a value.

use graph_entity::graph_entity;

#[graph_entity(path = "/devices/{deviceId}", path(user = "/users/{userId}/devices/{deviceId}"))]
struct Device {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = Device::at_user("1");
}
