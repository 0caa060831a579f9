//! An entity that is mostly read-only: the service sets 67 of its 78 properties.

mod complex;
mod enums;

use graph_entity::{DateTimeOffset, Patch, graph_entity};

use self::complex::{
    ChromeOSDeviceProperty, ConfigurationManagerClientEnabledFeatures, ConfigurationManagerClientHealthState,
    ConfigurationManagerClientInformation, DeviceActionResult, DeviceHealthAttestationState,
    HardwareInformation, LoggedOnUser,
};
use self::enums::{
    ChassisType, ComplianceState, DeviceEnrollmentType, DeviceManagementExchangeAccessState,
    DeviceManagementExchangeAccessStateReason, DeviceRegistrationState, DeviceType, JoinType, LostModeState,
    ManagedDeviceArchitecture, ManagedDeviceManagementFeatures, ManagedDeviceOwnerType,
    ManagedDevicePartnerReportedHealthState, ManagementAgentType, ManagementState, OwnerType,
};
use crate::{
    ENDPOINT, Page, Random, assert_reply_is_written_back, assert_request_is_reproduced, faults, json,
};

const REPLY: &str = include_str!("managed_device/reply.json");

#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ManagedDevice {
    pub(crate) id: String,
    #[graph(read_only)]
    pub(crate) user_id: Option<String>,
    #[graph(read_only)]
    pub(crate) device_name: Option<String>,
    #[graph(read_only)]
    pub(crate) hardware_information: Option<HardwareInformation>,
    #[graph(not_null)]
    pub(crate) owner_type: Option<OwnerType>,
    #[graph(not_null)]
    pub(crate) managed_device_owner_type: Option<ManagedDeviceOwnerType>,
    #[graph(read_only)]
    pub(crate) device_action_results: Vec<DeviceActionResult>,
    #[graph(read_only)]
    pub(crate) management_state: Option<ManagementState>,
    #[graph(read_only)]
    pub(crate) enrolled_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) last_sync_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) chassis_type: Option<ChassisType>,
    #[graph(read_only)]
    pub(crate) operating_system: Option<String>,
    #[graph(read_only)]
    pub(crate) device_type: Option<DeviceType>,
    #[graph(read_only)]
    pub(crate) compliance_state: Option<ComplianceState>,
    #[graph(read_only)]
    pub(crate) jail_broken: Option<String>,
    #[graph(read_only)]
    pub(crate) management_agent: Option<ManagementAgentType>,
    #[graph(read_only)]
    pub(crate) os_version: Option<String>,
    #[graph(read_only)]
    pub(crate) eas_activated: Option<bool>,
    #[graph(read_only)]
    pub(crate) eas_device_id: Option<String>,
    #[graph(read_only)]
    pub(crate) eas_activation_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) aad_registered: Option<bool>,
    #[graph(read_only, name = "azureADRegistered")]
    pub(crate) azure_ad_registered: Option<bool>,
    #[graph(read_only)]
    pub(crate) device_enrollment_type: Option<DeviceEnrollmentType>,
    #[graph(read_only)]
    pub(crate) lost_mode_state: Option<LostModeState>,
    #[graph(read_only)]
    pub(crate) activation_lock_bypass_code: Option<String>,
    #[graph(read_only)]
    pub(crate) email_address: Option<String>,
    #[graph(read_only)]
    pub(crate) azure_active_directory_device_id: Option<String>,
    #[graph(read_only, name = "azureADDeviceId")]
    pub(crate) azure_ad_device_id: Option<String>,
    #[graph(read_only)]
    pub(crate) device_registration_state: Option<DeviceRegistrationState>,
    #[graph(read_only)]
    pub(crate) device_category_display_name: Option<String>,
    #[graph(read_only)]
    pub(crate) is_supervised: Option<bool>,
    #[graph(read_only)]
    pub(crate) exchange_last_successful_sync_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) exchange_access_state: Option<DeviceManagementExchangeAccessState>,
    #[graph(read_only)]
    pub(crate) exchange_access_state_reason: Option<DeviceManagementExchangeAccessStateReason>,
    #[graph(read_only)]
    pub(crate) remote_assistance_session_url: Option<String>,
    #[graph(read_only)]
    pub(crate) remote_assistance_session_error_details: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(read_only)]
    pub(crate) user_principal_name: Option<String>,
    #[graph(read_only)]
    pub(crate) model: Option<String>,
    #[graph(read_only)]
    pub(crate) manufacturer: Option<String>,
    #[graph(read_only)]
    pub(crate) imei: Option<String>,
    #[graph(read_only)]
    pub(crate) compliance_grace_period_expiration_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) serial_number: Option<String>,
    #[graph(read_only)]
    pub(crate) phone_number: Option<String>,
    #[graph(read_only)]
    pub(crate) android_security_patch_level: Option<String>,
    #[graph(read_only)]
    pub(crate) user_display_name: Option<String>,
    #[graph(read_only)]
    pub(crate) configuration_manager_client_enabled_features:
        Option<ConfigurationManagerClientEnabledFeatures>,
    #[graph(read_only)]
    pub(crate) wi_fi_mac_address: Option<String>,
    #[graph(read_only)]
    pub(crate) device_health_attestation_state: Option<DeviceHealthAttestationState>,
    #[graph(read_only)]
    pub(crate) subscriber_carrier: Option<String>,
    #[graph(read_only)]
    pub(crate) meid: Option<String>,
    #[graph(read_only)]
    pub(crate) total_storage_space_in_bytes: Option<i64>,
    #[graph(read_only)]
    pub(crate) free_storage_space_in_bytes: Option<i64>,
    pub(crate) managed_device_name: Option<String>,
    #[graph(read_only)]
    pub(crate) partner_reported_threat_state: Option<ManagedDevicePartnerReportedHealthState>,
    #[graph(read_only)]
    pub(crate) retire_after_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) users_logged_on: Vec<LoggedOnUser>,
    #[graph(read_only)]
    pub(crate) prefer_mdm_over_group_policy_applied_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) autopilot_enrolled: Option<bool>,
    #[graph(read_only)]
    pub(crate) require_user_enrollment_approval: Option<bool>,
    #[graph(read_only)]
    pub(crate) management_certificate_expiration_date: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) iccid: Option<String>,
    #[graph(read_only)]
    pub(crate) udid: Option<String>,
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(read_only)]
    pub(crate) windows_active_malware_count: Option<i32>,
    #[graph(read_only)]
    pub(crate) windows_remediated_malware_count: Option<i32>,
    pub(crate) notes: Option<String>,
    pub(crate) configuration_manager_client_health_state: Option<ConfigurationManagerClientHealthState>,
    pub(crate) configuration_manager_client_information: Option<ConfigurationManagerClientInformation>,
    #[graph(read_only)]
    pub(crate) ethernet_mac_address: Option<String>,
    #[graph(read_only)]
    pub(crate) physical_memory_in_bytes: Option<i64>,
    #[graph(read_only)]
    pub(crate) processor_architecture: Option<ManagedDeviceArchitecture>,
    #[graph(read_only)]
    pub(crate) specification_version: Option<String>,
    #[graph(not_null)]
    pub(crate) join_type: Option<JoinType>,
    pub(crate) sku_family: Option<String>,
    #[graph(read_only)]
    pub(crate) sku_number: Option<i32>,
    #[graph(not_null)]
    pub(crate) management_features: Option<ManagedDeviceManagementFeatures>,
    #[graph(name = "chromeOSDeviceInfo")]
    pub(crate) chrome_os_device_info: Vec<ChromeOSDeviceProperty>,
}

fn by_setters(page: &Page) -> ManagedDevicePatch {
    ManagedDevice::patch()
        .owner_type(page.value("ownerType"))
        .managed_device_owner_type(page.value("managedDeviceOwnerType"))
        .managed_device_name(page.text("managedDeviceName"))
        .role_scope_tag_ids(page.value("roleScopeTagIds"))
        .notes(page.text("notes"))
        .configuration_manager_client_health_state(page.value("configurationManagerClientHealthState"))
        .configuration_manager_client_information(page.value("configurationManagerClientInformation"))
        .join_type(page.value("joinType"))
        .sku_family(page.text("skuFamily"))
        .management_features(page.value("managementFeatures"))
        .chrome_os_device_info(page.value("chromeOSDeviceInfo"))
}

fn device() -> ManagedDevice {
    serde_json::from_str(REPLY).expect("our own reply")
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<ManagedDevice>(REPLY) {
        assert_reply_is_written_back::<ManagedDevice>(&page);
        assert_request_is_reproduced::<ManagedDevice>(&page, &by_setters(&page));
    }
}

#[test]
fn sixty_seven_of_seventy_eight_properties_are_read_only() {
    let properties = ManagedDevice::ABOUT.structure().properties();
    assert_eq!(properties.len(), 78);
    assert_eq!(properties.iter().filter(|property| property.is_read_only()).count(), 67);
}

#[test]
fn requests_for_later_members_are_sent_for_an_evolvable_enumeration() {
    let update =
        ManagedDevice::update("1", ManagedDevice::patch().notes("x")).to_http(ENDPOINT).expect("valid");
    let get = ManagedDevice::at("1").get().to_http(ENDPOINT).expect("valid");
    for request in [update, get] {
        assert_eq!(request.headers()["prefer"], "include-unknown-enum-members");
    }
}

#[test]
fn a_later_member_of_an_evolvable_enumeration_is_kept() {
    let json = r#"{"id":"1","managedDeviceOwnerType":"family","managementState":"unknownFutureValue"}"#;
    let device: ManagedDevice = serde_json::from_str(json).expect("a reply of a newer service");
    assert_eq!(device.managed_device_owner_type, Some(ManagedDeviceOwnerType::Unrecognized("family".into())));
    let patch = ManagedDevice::patch().managed_device_owner_type(ManagedDeviceOwnerType::from("family"));
    assert_eq!(patch.get("managedDeviceOwnerType"), Some("\"family\""));
}

#[test]
fn a_number_past_a_double_keeps_its_last_digit() {
    for text in ["9007199254740993", "9223372036854775807", "-9223372036854775808"] {
        for json in [text.to_owned(), format!("\"{text}\"")] {
            let reply = format!(r#"{{"id":"1","totalStorageSpaceInBytes":{json}}}"#);
            let device: ManagedDevice = serde_json::from_str(&reply).expect("an Int64");
            assert_eq!(device.total_storage_space_in_bytes, text.parse().ok());
            let written = serde_json::to_string(&device).expect("an entity");
            assert!(written.contains(&format!(r#""totalStorageSpaceInBytes":{text}"#)), "{written}");
        }
    }
}

#[test]
fn a_difference_in_read_only_properties_is_refused_and_names_them_all() {
    let before = device();
    let mut after = before.clone();
    after.notes = Some("moved".into());
    after.device_name = Some("renamed".into());
    after.users_logged_on.clear();
    after.hardware_information = None;
    let error = ManagedDevicePatch::diff(&before, &after).expect_err("three read-only properties");
    assert_eq!(
        faults(&error),
        [
            "property `deviceName` is read-only",
            "property `hardwareInformation` is read-only",
            "property `usersLoggedOn` is read-only",
        ]
    );
}

#[test]
fn a_difference_has_only_the_changed_properties() {
    let before = device();
    let mut after = before.clone();
    after.notes = None;
    after.role_scope_tag_ids = Vec::new();
    after.join_type = Some(JoinType::HybridAzureADJoined);
    let patch = ManagedDevicePatch::diff(&before, &after).expect("an update can make it");
    assert_eq!(
        json(&patch),
        serde_json::json!({
            "@odata.type": "#microsoft.graph.managedDevice",
            "roleScopeTagIds": [],
            "notes": null,
            "joinType": "hybridAzureADJoined",
        })
    );
    assert!(ManagedDevicePatch::diff(&before, &before).expect("no change").is_empty());
}

#[test]
fn null_for_a_property_that_is_never_null_is_reported_with_all_other_errors() {
    let before = device();
    let mut after = before.clone();
    after.owner_type = None;
    after.imei = None;
    let error = ManagedDevicePatch::diff(&before, &after).expect_err("two faults");
    assert_eq!(faults(&error), ["property `ownerType` is never null", "property `imei` is read-only"]);
}

#[test]
fn json_with_errors_of_every_kind_reports_each_of_them() {
    let json = serde_json::json!({
        "@odata.type": "#microsoft.graph.windowsManagedDevice",
        "@odata.etag": "W/1",
        "notes@odata.type": "String",
        "configurationManagerClientHealthState": { "errorCode": "none" },
        "configurationManagerClientInformation": { "isBlockd": true },
        "chromeOSDeviceInfo": [{ "name": "a" }, { "updatable": 1 }],
        "colour": "red",
        "imei": "1",
        "ownerType": null,
        "roleScopeTagIds": ["0", 1],
        "notes": "kept",
    });
    let error = ManagedDevicePatch::<graph_entity::Update>::from_json(json).expect_err("eight faults");
    let mut found = faults(&error);
    found.sort();
    assert_eq!(
        found,
        [
            "its `@odata.type` is \"#microsoft.graph.windowsManagedDevice\"",
            "property `chromeOSDeviceInfo[1].updatable`: expected Edm.Boolean, found the number 1",
            "property `configurationManagerClientHealthState.errorCode`: expected Edm.Int32, found the string \"none\"",
            "property `configurationManagerClientInformation`: type microsoft.graph.configurationManagerClientInformation has no property `isBlockd`",
            "property `imei` is read-only",
            "property `ownerType` is never null",
            "property `roleScopeTagIds[1]`: expected Edm.String, found the number 1",
            "there is no property \"colour\"",
        ]
    );
    assert!(
        error.to_string().starts_with("this is not a patch of microsoft.graph.managedDevice: "),
        "{error}"
    );
}

#[test]
fn an_action_without_a_type_has_the_declared_type() {
    let json = r##"{"id":"1","deviceActionResults":[
        {"actionName":"a"},
        {"errorCode":7,"@odata.type":"#microsoft.graph.configurationManagerActionResult"},
        {"@odata.type":"microsoft.graph.resetPasscodeActionResult","passcode":"0000"},
        {"@odata.type":"#microsoft.graph.danceActionResult","steps":[1,2]}]}"##;
    let device: ManagedDevice = serde_json::from_str(json).expect("a reply");
    let [plain, late, bare, unknown] = device.device_action_results.as_slice() else { panic!("{device:?}") };
    assert!(matches!(plain, DeviceActionResult::Plain(action) if action.action_name.as_deref() == Some("a")));
    assert!(matches!(late, DeviceActionResult::ConfigurationManager(action) if action.error_code == Some(7)));
    assert!(
        matches!(bare, DeviceActionResult::ResetPasscode(action) if action.passcode.as_deref() == Some("0000"))
    );
    let DeviceActionResult::Unrecognized(kept) = unknown else { panic!("{unknown:?}") };
    assert_eq!(
        *kept,
        serde_json::json!({"@odata.type": "#microsoft.graph.danceActionResult", "steps": [1, 2]})
    );
}

#[test]
fn members_in_any_order_make_the_same_device() {
    let mut random = Random::new();
    let expected = device();
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(REPLY).expect("an object");
    let mut members: Vec<String> = members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    members.extend((0..20).map(|at| format!(r#""novelty{at}":{{"deep":[{at},null]}}"#)));
    for _ in 0..50 {
        random.shuffle(&mut members);
        let text = format!("{{{}}}", members.join(","));
        assert_eq!(serde_json::from_str::<ManagedDevice>(&text).expect("the same reply"), expected);
    }
}
