//! A related entity is never part of a PATCH.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    managed_device: Option<ManagedDevice>,
}

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
}

fn main() {}
