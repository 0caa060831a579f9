//! A collection is read into a `Vec`.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    tags: Option<String>,
}

fn main() {}
