//! The entity of the page that the project started from, *Update deviceComplianceScriptDeviceState*, and the texts of
//! its example, for every test that needs them.

use graph_entity::{DateTimeOffset, graph_entity, graph_enum};

/// The outcome of a compliance script on a device.
#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum RunState {
    /// Nothing is known yet.
    Unknown,
    /// The script ran to its end.
    Success,
    /// The script found the device wanting.
    Fail,
    /// The script broke.
    ScriptError,
    /// The script has not run.
    Pending,
    /// The script is not for this device.
    NotApplicable,
    /// A member that this build does not know.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// What became of a compliance script on one device.
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
    /// What the last run found.
    #[graph(not_null)]
    pub detection_state: Option<RunState>,
    /// When the script last ran.
    #[graph(not_null)]
    pub last_state_update_date_time: Option<DateTimeOffset>,
    /// When the script is due again.
    pub expected_state_update_date_time: Option<DateTimeOffset>,
    /// When the device last spoke to the service.
    #[graph(not_null)]
    pub last_sync_date_time: Option<DateTimeOffset>,
    /// What the script wrote.
    pub script_output: Option<String>,
    /// What the script complained of.
    pub script_error: Option<String>,
}

/// A key as the page's example has it.
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

/// The page's change, by setters called in no order.
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

/// The emulator's README, whose example sends by the transport that users have.
#[cfg(doctest)]
#[doc = include_str!("../../tools/emulator/README.md")]
pub struct EmulatorReadme;
