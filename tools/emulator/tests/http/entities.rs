//! The entities that the tests serve.

use graph_entity::model::{Binary, Date, DateTimeOffset, Decimal, Duration, TimeOfDay};
use graph_entity::{graph_complex, graph_entity, graph_enum, graph_one_of};
use graph_entity_emulator::{Builder, Emulator};
use serde_json::json;
use uuid::Uuid;

#[graph_enum(differs = "the metadata of the tests does not have it")]
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

/// The entity of the documentation page *Update deviceComplianceScriptDeviceState*.
#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{deviceComplianceScriptId}/deviceRunStates/{deviceComplianceScriptDeviceStateId}",
    version = "beta",
    differs = "the metadata of the tests does not have it"
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

/// The address on that page, with ids.
pub(crate) const STATE: &str = "/beta/deviceManagement/deviceComplianceScripts/script-1/deviceRunStates/7bd39c86-9c86-7bd3-869c-d37b869cd37b";

/// The request on that page.
pub(crate) const REQUEST: &str = r##"{
  "@odata.type": "#microsoft.graph.deviceComplianceScriptDeviceState",
  "detectionState": "success",
  "lastStateUpdateDateTime": "2017-01-01T00:02:58.4418045-08:00",
  "expectedStateUpdateDateTime": "2016-12-31T23:58:26.9294641-08:00",
  "lastSyncDateTime": "2017-01-01T00:02:49.3205976-08:00",
  "scriptOutput": "Script Output value",
  "scriptError": "Script Error value"
}"##;

/// Seeds the entity of that page in the state before the request.
pub(crate) fn state() -> Builder {
    Emulator::builder().seed::<DeviceComplianceScriptDeviceState>(
        ["script-1", "7bd39c86-9c86-7bd3-869c-d37b869cd37b"],
        json!({
            "detectionState": "fail",
            "lastStateUpdateDateTime": "2016-01-01T00:02:58.4418040+00:00",
            "lastSyncDateTime": "2016-01-01T00:02:49Z",
        }),
    )
}

/// A type with a property of each kind and each rule. `parent` makes it recursive.
#[graph_entity(path = "/samples/{sampleId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    pub(crate) id: String,
    #[graph(read_only)]
    pub(crate) version: Option<i32>,
    #[graph(create_only)]
    pub(crate) platform: Option<String>,
    pub(crate) flag: Option<bool>,
    pub(crate) byte: Option<u8>,
    pub(crate) short: Option<i16>,
    pub(crate) int: Option<i32>,
    pub(crate) long: Option<i64>,
    pub(crate) single: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) decimal: Option<Decimal>,
    pub(crate) guid: Option<Uuid>,
    pub(crate) date: Option<Date>,
    pub(crate) moment: Option<DateTimeOffset>,
    pub(crate) time: Option<TimeOfDay>,
    pub(crate) duration: Option<Duration>,
    pub(crate) binary: Option<Binary>,
    pub(crate) anything: Option<serde_json::Value>,
    pub(crate) state: Option<RunState>,
    pub(crate) tags: Vec<String>,
    pub(crate) states: Vec<RunState>,
    #[graph(navigation)]
    pub(crate) parent: Vec<Sample>,
}

/// The address of the sample.
pub(crate) const SAMPLE: &str = "/v1.0/samples/1";

pub(crate) fn sample() -> Builder {
    Emulator::builder().seed::<Sample>(["1"], json!({"version": 3, "platform": "windows", "tags": ["a"]}))
}

/// Shares its address with `MacOSConfiguration`, as types that are derived from the same type do.
#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IosConfiguration {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
}

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MacOSConfiguration {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) payload: Option<String>,
}

/// One of the types of a polymorphic setting.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberSetting {
    pub(crate) name: Option<String>,
    #[graph(not_null)]
    pub(crate) number: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupSetting {
    pub(crate) name: Option<String>,
    pub(crate) children: Vec<Setting>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Setting {
    Number(NumberSetting),
    Group(GroupSetting),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Channel {
    Stable,
    UnknownFutureValue,
    Preview,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) text: Option<String>,
    pub(crate) tags: Vec<String>,
}

/// An entity with few properties.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceCategory {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
}

/// The address of the categories.
pub(crate) const CATEGORIES: &str = "/beta/deviceManagement/deviceCategories";

/// A device with all operations and two addresses.
#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}"),
    operations(get, list, create, update, delete, replace, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ManagedDevice {
    pub(crate) id: String,
    pub(crate) device_name: Option<String>,
    #[graph(not_null)]
    pub(crate) size: Option<i32>,
    pub(crate) is_lost: Option<bool>,
    #[graph(read_only)]
    pub(crate) created_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    #[graph(create_only)]
    pub(crate) platform: Option<String>,
    pub(crate) state: Option<RunState>,
    pub(crate) channel: Option<Channel>,
    pub(crate) note: Option<Note>,
    pub(crate) notes: Vec<Note>,
    pub(crate) seen: Option<DateTimeOffset>,
    pub(crate) uptime: Option<Duration>,
    pub(crate) serial: Option<Uuid>,
    pub(crate) setting: Option<Setting>,
    pub(crate) settings: Vec<Setting>,
    #[graph(navigation)]
    pub(crate) apps: Vec<App>,
}

/// An app on a device.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}/apps/{appId}")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
}

/// The address of the devices.
pub(crate) const DEVICES: &str = "/v1.0/deviceManagement/managedDevices";
