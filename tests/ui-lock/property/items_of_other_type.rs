//! The items of a collection have a type, too.
//!
//! Errors: 2

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    alternative_security_ids: Vec<String>,
    tags: Vec<i64>,
}

fn main() {}
