//! A property that Graph does not have is never sent by it, and reads as `None` for ever.

use graph_entity::graph_entity;

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    script_outptu: Option<String>,
}

fn main() {}
