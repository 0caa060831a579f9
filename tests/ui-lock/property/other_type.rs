//! A value of another type than Graph's cannot be read.
//!
//! Errors: 2

use graph_entity::{DateTimeOffset, graph_entity};

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
struct DeviceComplianceScriptDeviceState {
    id: String,
    expected_state_update_date_time: Option<String>,
    last_sync_date_time: Option<DateTimeOffset>,
    detection_state: Option<String>,
}

fn main() {}
