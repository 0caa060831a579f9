//! A `Vec` cannot hold a single value.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    device_name: Vec<String>,
}

fn main() {}
