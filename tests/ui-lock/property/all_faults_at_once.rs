//! One compilation reports every contradiction, each at its token.
//!
//! Errors: 8

use graph_entity::{graph_entity, graph_enum};

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    script_outptu: Option<String>,
    expected_state_update_date_time: Option<bool>,
    #[graph(navigation)]
    detection_state: Option<RunState>,
    managed_device: Option<ManagedDevice>,
}

#[graph_enum]
enum RunState {
    Succes,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/deviceManagement/managedDevice/{managedDeviceId}", version = "beta")]
struct ManagedDevice {
    id: String,
    serial_number: Option<String>,
    tags: Option<String>,
}

fn main() {}
