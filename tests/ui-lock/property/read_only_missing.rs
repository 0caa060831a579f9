//! A PATCH that sets what only the service sets is refused or ignored.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    serial_number: Option<String>,
}

fn main() {}
