//! The entities, annotated.

use graph_entity::{DateTimeOffset, graph_entity, graph_enum};

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RunState {
    Unknown,
    Success,
    Fail,
    ScriptError,
    Pending,
    NotApplicable,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{deviceComplianceScriptId}/deviceRunStates/{deviceComplianceScriptDeviceStateId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DeviceComplianceScriptDeviceState {
    #[graph(read_only)]
    pub(super) id: String,
    #[graph(not_null)]
    pub(super) detection_state: Option<RunState>,
    #[graph(not_null)]
    pub(super) last_state_update_date_time: Option<DateTimeOffset>,
    pub(super) expected_state_update_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(super) last_sync_date_time: Option<DateTimeOffset>,
    pub(super) script_output: Option<String>,
    pub(super) script_error: Option<String>,
}

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ManagedDevice {
    #[graph(read_only)]
    pub(super) id: String,
    pub(super) device_name: Option<String>,
    pub(super) is_supervised: Option<bool>,
    pub(super) storage_count: Option<i32>,
    pub(super) run_state: Option<RunState>,
    pub(super) operating_system: Option<String>,
    pub(super) enrolled_date_time: Option<DateTimeOffset>,
    pub(super) notes: Option<String>,
    pub(super) is_encrypted: Option<bool>,
    pub(super) category_names: Vec<String>,
}
