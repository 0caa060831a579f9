//! A property that is not a relationship can be part of a PATCH.

use graph_entity::{graph_entity, graph_enum};

#[graph_enum]
enum RunState {
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    #[graph(navigation)]
    detection_state: Option<RunState>,
}

fn main() {}
