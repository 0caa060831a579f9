//! Declarations that agree with `graph-schema.lock`, or differ from it for a reason. That this compiles is the
//! test.

#![deny(warnings, unused)]
#![allow(missing_docs)]

use graph_entity::{
    Create, Flags, Nullable, graph_action, graph_complex, graph_entity, graph_enum, graph_function,
    graph_one_of,
};

#[graph_enum(evolvable, flags)]
#[derive(Debug, Clone, PartialEq)]
pub enum SignInAccessType {
    #[graph(value = 0)]
    None,
    #[graph(differs = "the service has sent it since June")]
    Passthrough,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum DayOfWeek {
    Monday,
    Friday,
    #[graph(unrecognized)]
    Unrecognized(String),
}

// Another name than Graph's: the compiler knows which type it is.
#[graph_enum(odata_type = "microsoft.graph.runState")]
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone)]
pub struct AlternativeSecurityId {
    #[graph(read_only, name = "type")]
    pub kind: Option<i32>,
    // Stricter than Graph.
    #[graph(read_only)]
    pub identity_provider: Option<String>,
}

type Text = String;
type Names = Vec<Text>;
type Ids = Vec<AlternativeSecurityId>;

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}"),
    version = "beta",
    differs = "the further address is of another document"
)]
#[derive(Debug, Clone)]
pub struct ManagedDevice {
    pub id: String,
    pub serial_number: Option<String>,
}

#[graph_entity(
    path = "/deviceManagement/managedDevices/{managedDeviceId}",
    version = "beta",
    odata_type = "microsoft.graph.managedDevice"
)]
#[derive(Debug, Clone)]
pub struct Device {
    pub id: String,
    pub device_name: Option<Text>,
    #[graph(create_only)]
    pub enrollment_profile_name: Option<String>,
    #[graph(read_only)]
    pub serial_number: Option<String>,
    #[graph(differs = "the service sends a text")]
    pub physical_memory_in_bytes: Option<String>,
    #[graph(name = "@odata.etag")]
    pub etag: Option<String>,
    pub tags: Names,
    pub alternative_security_ids: Ids,
    #[graph(additional)]
    pub additional: graph_entity::model::Additional,
}

#[graph_entity(
    path = "/deviceManagement/deviceComplianceScripts/{scriptId}/deviceRunStates/{stateId}",
    version = "beta"
)]
#[derive(Debug, Clone)]
pub struct DeviceComplianceScriptDeviceState {
    pub id: String,
    pub detection_state: Option<Progress>,
    // Any JSON agrees with any type.
    pub script_output: Option<serde_json::Value>,
    #[graph(navigation)]
    pub managed_device: Option<Device>,
}

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{id}", version = "beta")]
#[derive(Debug, Clone)]
pub struct IosUpdateConfiguration {
    pub id: String,
    pub display_name: Option<String>,
    pub scheduled_install_days: Vec<DayOfWeek>,
}

#[graph_one_of]
#[derive(Debug, Clone)]
pub enum DeviceConfiguration {
    Ios(Box<IosUpdateConfiguration>),
    #[graph(differs = "the document lacks its base")]
    Device(Device),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_entity(path = "/applications(appId='{appId}')")]
#[derive(Debug, Clone)]
pub struct Application {
    pub id: String,
    pub display_name: Option<String>,
}

#[graph_entity(path = "/locations/{code}")]
#[derive(Debug, Clone)]
pub struct Location {
    #[graph(key)]
    pub code: String,
    pub name: Option<String>,
}

#[graph_action(
    path = "/deviceManagement/managedDevices/{id}/microsoft.graph.wipe",
    path(user = "/users/{userId}/managedDevices/{managedDeviceId}/wipe"),
    version = "beta"
)]
pub struct Wipe {
    pub keep_user_data: Option<Nullable<bool>>,
    #[graph(differs = "undocumented")]
    pub use_protected_wipe: Option<bool>,
}

#[graph_action(
    path = "/deviceManagement/deviceConfigurations/{id}/assign",
    version = "beta",
    differs = "undocumented"
)]
pub struct Assign {
    pub values: Vec<DevicePatch<Create>>,
    pub access: Flags<SignInAccessType>,
}

#[graph_action(path = "/deviceManagement/reports/getReport", version = "beta", result = stream)]
pub struct GetReport {
    pub filter: Option<Text>,
}

#[graph_function(path = "/deviceManagement/templates/{id}/compare", version = "beta", result = Vec<Comparison>)]
pub struct Compare {
    pub template_id: String,
}

#[graph_complex]
#[derive(Debug, Clone)]
pub struct Comparison {
    pub display_name: Option<String>,
}

// No item of the macro is in the lock, and no user of it can mend that.
my_sdk::items_of_the_sdk!();

#[test]
fn what_is_compared_stays_as_it_is() {
    let patch = Device::patch().device_name("a".into()).tags(vec!["b".into()]);
    assert_eq!(patch.get("tags"), Some(r#"["b"]"#));
    assert_eq!(IosUpdateConfiguration::patch().display_name("c").get("displayName"), Some("\"c\""));
    assert_eq!(OfTheSdk::patch().part(PartOfTheSdk { name: Some("d".into()) }).len(), 1);
}
