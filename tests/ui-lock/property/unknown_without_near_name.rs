//! Without a similar name, the message names none.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    color: Option<String>,
}

fn main() {}
