//! The one-of type of derived configurations, and the complex types that all of them share.

use graph_entity::{graph_complex, graph_enum, graph_one_of};

use crate::ios_update_configuration::{self, IosUpdateConfiguration};
use crate::windows10_custom_configuration::{self, Windows10CustomConfiguration};
use crate::windows10_general_configuration::{self, Windows10GeneralConfiguration};
use crate::{Page, json};

/// A configuration in a list.
#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "the choice is between the documented types as they are")]
pub(crate) enum DeviceConfiguration {
    Windows10General(Windows10GeneralConfiguration),
    Windows10Custom(Windows10CustomConfiguration),
    IosUpdate(IosUpdateConfiguration),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementApplicabilityRuleOsEdition {
    pub(crate) os_edition_types: Vec<Windows10EditionType>,
    pub(crate) name: Option<String>,
    #[graph(not_null)]
    pub(crate) rule_type: Option<DeviceManagementApplicabilityRuleType>,
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Windows10EditionType {
    Windows10Enterprise,
    Windows10EnterpriseN,
    Windows10Education,
    Windows10EducationN,
    Windows10MobileEnterprise,
    Windows10HolographicEnterprise,
    Windows10Professional,
    Windows10ProfessionalN,
    Windows10ProfessionalEducation,
    Windows10ProfessionalEducationN,
    Windows10ProfessionalWorkstation,
    Windows10ProfessionalWorkstationN,
    NotConfigured,
    Windows10Home,
    Windows10HomeChina,
    Windows10HomeN,
    Windows10HomeSingleLanguage,
    Windows10Mobile,
    Windows10IoTCore,
    Windows10IoTCoreCommercial,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementApplicabilityRuleType {
    Include,
    Exclude,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementApplicabilityRuleOsVersion {
    #[graph(name = "minOSVersion")]
    pub(crate) min_os_version: Option<String>,
    #[graph(name = "maxOSVersion")]
    pub(crate) max_os_version: Option<String>,
    pub(crate) name: Option<String>,
    #[graph(not_null)]
    pub(crate) rule_type: Option<DeviceManagementApplicabilityRuleType>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementApplicabilityRuleDeviceMode {
    #[graph(not_null)]
    pub(crate) device_mode: Option<Windows10DeviceModeType>,
    pub(crate) name: Option<String>,
    #[graph(not_null)]
    pub(crate) rule_type: Option<DeviceManagementApplicabilityRuleType>,
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Windows10DeviceModeType {
    StandardConfiguration,
    SModeConfiguration,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn read(json: &str) -> DeviceConfiguration {
    serde_json::from_str(json).expect("a configuration")
}

#[test]
fn a_list_reads_each_configuration_as_its_type_and_is_written_back() {
    let texts = [
        windows10_general_configuration::REPLY,
        ios_update_configuration::REPLY,
        windows10_custom_configuration::REPLY,
        r##"{"@odata.type":"#microsoft.graph.macOSWeatherConfiguration","id":"1","wind":{"from":["north"],"x@odata.type":"#y"}}"##,
    ];
    let text = format!("[{}]", texts.join(","));
    let list: Vec<DeviceConfiguration> = serde_json::from_str(&text).expect("a list");
    let [general, update, custom, unknown] = list.as_slice() else { panic!("{}", list.len()) };
    assert!(matches!(general, DeviceConfiguration::Windows10General(value) if value.edge_blocked.is_some()));
    assert!(matches!(update, DeviceConfiguration::IosUpdate(value) if value.active_hours_start.is_some()));
    assert!(matches!(custom, DeviceConfiguration::Windows10Custom(value) if value.oma_settings.len() == 2));
    assert!(
        matches!(unknown, DeviceConfiguration::Unrecognized(value) if value["wind"]["x@odata.type"] == "#y")
    );
    assert_eq!(json(&list), serde_json::from_str::<serde_json::Value>(&text).expect("JSON"));
}

#[test]
fn the_documented_replies_are_read_as_the_one_of_type_too() {
    if let Some(page) = Page::documented::<IosUpdateConfiguration>() {
        let chosen = read(&page.response.to_string());
        let direct: IosUpdateConfiguration = serde_json::from_value(page.response).expect("the page's reply");
        assert_eq!(chosen, direct.into());
    }
}

#[test]
fn the_type_is_found_at_any_position_with_or_without_its_hash() {
    for sign in ["", "#"] {
        let annotation = format!(r#""@odata.type":"{sign}microsoft.graph.iosUpdateConfiguration""#);
        for text in [
            format!(r#"{{{annotation},"id":"1","desiredOsVersion":"17.1"}}"#),
            format!(r#"{{"id":"1",{annotation},"desiredOsVersion":"17.1"}}"#),
            format!(r#"{{"id":"1","desiredOsVersion":"17.1","scheduledInstallDays":[],{annotation}}}"#),
        ] {
            let DeviceConfiguration::IosUpdate(update) = read(&text) else { panic!("{text}") };
            assert_eq!(update.desired_os_version.as_deref(), Some("17.1"));
        }
    }
}

#[test]
fn the_type_of_a_nested_object_is_not_taken_for_that_of_the_outer() {
    let text = r##"{"id":"1","inner":{"@odata.type":"#microsoft.graph.iosUpdateConfiguration"}}"##;
    assert!(matches!(read(text), DeviceConfiguration::Unrecognized(_)));
}

#[test]
fn an_object_without_a_type_is_kept_as_json_if_the_declared_type_is_abstract() {
    let text = r#"{"id":"1","desiredOsVersion":"17.1"}"#;
    let DeviceConfiguration::Unrecognized(kept) = read(text) else { panic!("{text}") };
    assert_eq!(kept, serde_json::json!({ "id": "1", "desiredOsVersion": "17.1" }));
}

#[test]
fn an_object_of_an_unknown_type_keeps_every_digit() {
    let text = r##"{"@odata.type":"#microsoft.graph.tallyConfiguration","count":9007199254740993,"share":0.30000000000000004}"##;
    let DeviceConfiguration::Unrecognized(kept) = read(text) else { panic!("{text}") };
    assert_eq!(kept["count"].as_i64(), Some(9_007_199_254_740_993));
    assert_eq!(kept["share"].as_f64(), Some(0.300_000_000_000_000_04));
}

#[test]
fn a_patch_of_a_derived_configuration_sends_its_own_type() {
    let patch = IosUpdateConfiguration::patch().desired_os_version("17.2");
    let request = IosUpdateConfiguration::update("1", patch).to_http(crate::ENDPOINT).expect("valid");
    assert_eq!(request.uri().path(), "/beta/deviceManagement/deviceConfigurations/1");
    assert_eq!(
        request.body(),
        r##"{"@odata.type":"#microsoft.graph.iosUpdateConfiguration","desiredOsVersion":"17.2"}"##
    );
}

#[test]
fn an_error_in_an_item_of_a_list_names_the_item() {
    let text = r##"[{"@odata.type":"#microsoft.graph.iosUpdateConfiguration","id":"1"},
        {"isEnabled":"yes","@odata.type":"#microsoft.graph.iosUpdateConfiguration","id":"2"}]"##;
    let error = serde_json::from_str::<Vec<DeviceConfiguration>>(text).expect_err("no Boolean").to_string();
    assert!(error.contains("`isEnabled`: expected Edm.Boolean, found the string \"yes\""), "{error}");
}
