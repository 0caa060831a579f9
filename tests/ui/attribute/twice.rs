//! Two attributes of one item would implement the same traits.
//!
//! Errors: 2

use graph_entity::{graph_complex, graph_entity};

#[graph_entity(path = "/devices/{deviceId}")]
#[graph_entity(path = "/devices/{deviceId}", version = "beta")]
#[derive(Debug, Clone)]
struct Device {
    id: String,
}

#[graph_complex]
#[graph_entity(path = "/users/{userId}")]
struct User {
    id: String,
}

fn main() {
    let _ = Device::update("1", Device::patch());
    let _ = User::update("1", User::patch());
}
