//! A PATCH cannot set what only a create sets.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    enrollment_profile_name: Option<String>,
}

fn main() {}
