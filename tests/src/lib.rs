//! The entity of the documentation page *Update deviceComplianceScriptDeviceState* and the texts of its
//! example, for all tests that need them.

#[cfg(test)]
mod globs;

use graph_entity::{DateTimeOffset, graph_entity, graph_enum};

/// The outcome of a compliance script on a device.
#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum RunState {
    /// The outcome is not known yet.
    Unknown,
    /// The script succeeded.
    Success,
    /// The script found that the device does not comply.
    Fail,
    /// The script failed with an error.
    ScriptError,
    /// The script has not run.
    Pending,
    /// The script does not apply to this device.
    NotApplicable,
    /// A member that this build does not know.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// The state of a compliance script on one device.
#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{deviceComplianceScriptId}/deviceRunStates/{deviceComplianceScriptDeviceStateId}",
    version = "beta",
    permissions(
        delegated = ["DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementManagedDevices.ReadWrite.All"],
        application = ["DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementManagedDevices.ReadWrite.All"],
    ),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceComplianceScriptDeviceState {
    /// The key.
    #[graph(read_only)]
    pub id: String,
    /// The outcome of the last run.
    #[graph(not_null)]
    pub detection_state: Option<RunState>,
    /// When the script last ran.
    #[graph(not_null)]
    pub last_state_update_date_time: Option<DateTimeOffset>,
    /// When the script is expected to run again.
    pub expected_state_update_date_time: Option<DateTimeOffset>,
    /// When the device last synced with the service.
    #[graph(not_null)]
    pub last_sync_date_time: Option<DateTimeOffset>,
    /// The output of the script.
    pub script_output: Option<String>,
    /// The error output of the script.
    pub script_error: Option<String>,
}

/// The key in the page's example.
pub const STATE_ID: &str = "7bd39c86-9c86-7bd3-869c-d37b869cd37b";
/// A key of a script.
pub const SCRIPT_ID: &str = "10000000-0000-4000-8000-000000000001";

/// The body of the page's request, without white space.
pub const REQUEST_BODY: &str = concat!(
    r##"{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","##,
    r#""detectionState":"success","#,
    r#""lastStateUpdateDateTime":"2017-01-01T00:02:58.4418045-08:00","#,
    r#""expectedStateUpdateDateTime":"2016-12-31T23:58:26.9294641-08:00","#,
    r#""lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00","#,
    r#""scriptOutput":"Script Output value","scriptError":"Script Error value"}"#,
);

/// The body of the page's response, without white space.
pub const RESPONSE_BODY: &str = concat!(
    r##"{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","##,
    r#""id":"7bd39c86-9c86-7bd3-869c-d37b869cd37b","#,
    r#""detectionState":"success","#,
    r#""lastStateUpdateDateTime":"2017-01-01T00:02:58.4418045-08:00","#,
    r#""expectedStateUpdateDateTime":"2016-12-31T23:58:26.9294641-08:00","#,
    r#""lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00","#,
    r#""scriptOutput":"Script Output value","scriptError":"Script Error value"}"#,
);

/// Returns the page's change, with setters called in another order.
///
/// # Panics
/// Never: the times are constants.
pub fn example_patch() -> DeviceComplianceScriptDeviceStatePatch {
    let time = |text: &str| text.parse::<DateTimeOffset>().expect("a constant of the page");
    DeviceComplianceScriptDeviceState::patch()
        .script_error("Script Error value")
        .last_sync_date_time(time("2017-01-01T00:02:49.3205976-08:00"))
        .detection_state(RunState::Success)
        .script_output("Script Output value")
        .last_state_update_date_time(time("2017-01-01T00:02:58.4418045-08:00"))
        .expected_state_update_date_time(time("2016-12-31T23:58:26.9294641-08:00"))
}

/// Compiles the example of the emulator's README, which needs the default transport.
#[cfg(doctest)]
#[doc = include_str!("../../tools/emulator/README.md")]
pub struct EmulatorReadme;
