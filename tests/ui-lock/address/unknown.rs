//! An address that Graph does not have is a misspelt one.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/manageddevice/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
}

fn main() {}
