//! The annotated entities.

use graph_entity::{DateTimeOffset, graph_entity, graph_enum};

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RunState {
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
pub(crate) struct DeviceComplianceScriptDeviceState {
    #[graph(read_only)]
    pub(crate) id: String,
    #[graph(not_null)]
    pub(crate) detection_state: Option<RunState>,
    #[graph(not_null)]
    pub(crate) last_state_update_date_time: Option<DateTimeOffset>,
    pub(crate) expected_state_update_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) last_sync_date_time: Option<DateTimeOffset>,
    pub(crate) script_output: Option<String>,
    pub(crate) script_error: Option<String>,
}

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ManagedDevice {
    #[graph(read_only)]
    pub(crate) id: String,
    pub(crate) device_name: Option<String>,
    pub(crate) is_supervised: Option<bool>,
    pub(crate) storage_count: Option<i32>,
    pub(crate) run_state: Option<RunState>,
    pub(crate) operating_system: Option<String>,
    pub(crate) enrolled_date_time: Option<DateTimeOffset>,
    pub(crate) notes: Option<String>,
    pub(crate) is_encrypted: Option<bool>,
    pub(crate) category_names: Vec<String>,
}
