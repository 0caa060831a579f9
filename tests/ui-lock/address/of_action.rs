//! The address of an action is not that of an entity.

use graph_entity::graph_entity;

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", version = "beta")]
struct ManagedDevice {
    id: String,
}

fn main() {}
