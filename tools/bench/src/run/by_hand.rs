//! The same entities, handwritten: a struct for the reply, another for the patch.

#![expect(clippy::option_option, reason = "how a handwritten patch distinguishes absent from null")]

use graph_entity::DateTimeOffset;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RunState {
    Unknown,
    Success,
    Fail,
    ScriptError,
    Pending,
    NotApplicable,
    #[serde(other)]
    Unrecognized,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "@odata.type",
    rename = "#microsoft.graph.deviceComplianceScriptDeviceState",
    rename_all = "camelCase"
)]
pub(crate) struct DeviceComplianceScriptDeviceState {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detection_state: Option<RunState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_state_update_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected_state_update_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) script_output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) script_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(
    tag = "@odata.type",
    rename = "#microsoft.graph.deviceComplianceScriptDeviceState",
    rename_all = "camelCase"
)]
pub(crate) struct DeviceComplianceScriptDeviceStatePatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detection_state: Option<RunState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_state_update_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected_state_update_date_time: Option<Option<DateTimeOffset>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) script_output: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) script_error: Option<Option<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "@odata.type", rename = "#microsoft.graph.managedDevice", rename_all = "camelCase")]
pub(crate) struct ManagedDevice {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_supervised: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) storage_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run_state: Option<RunState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operating_system: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enrolled_date_time: Option<DateTimeOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_encrypted: Option<bool>,
    #[serde(default)]
    pub(crate) category_names: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(tag = "@odata.type", rename = "#microsoft.graph.managedDevice", rename_all = "camelCase")]
pub(crate) struct ManagedDevicePatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device_name: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_supervised: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) storage_count: Option<Option<i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run_state: Option<Option<RunState>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operating_system: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enrolled_date_time: Option<Option<DateTimeOffset>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notes: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_encrypted: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) category_names: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Page<T> {
    #[serde(rename = "@odata.nextLink")]
    pub(crate) next_link: Option<String>,
    pub(crate) value: Vec<T>,
}
