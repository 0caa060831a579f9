//! Settings of every type in one collection, including secrets that Graph shows masked.

use graph_entity::{
    Binary, Create, DateTimeOffset, InvalidRequestError, Patch, PatchBody, PatchErrorKind, Update,
    graph_complex, graph_entity, graph_one_of,
};

use crate::device_configuration::{
    DeviceManagementApplicabilityRuleDeviceMode, DeviceManagementApplicabilityRuleOsEdition,
    DeviceManagementApplicabilityRuleOsVersion,
};
use crate::{Page, assert_reply_is_written_back, assert_request_is_reproduced, faults, json, refusal};

pub(crate) const REPLY: &str = include_str!("windows10_custom_configuration/reply.json");

#[graph_entity(path = "/deviceManagement/deviceConfigurations/{deviceConfigurationId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Windows10CustomConfiguration {
    pub(crate) id: String,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(read_only)]
    pub(crate) supports_scope_tags: Option<bool>,
    pub(crate) device_management_applicability_rule_os_edition:
        Option<DeviceManagementApplicabilityRuleOsEdition>,
    pub(crate) device_management_applicability_rule_os_version:
        Option<DeviceManagementApplicabilityRuleOsVersion>,
    pub(crate) device_management_applicability_rule_device_mode:
        Option<DeviceManagementApplicabilityRuleDeviceMode>,
    #[graph(read_only)]
    pub(crate) created_date_time: Option<DateTimeOffset>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    #[graph(not_null)]
    pub(crate) version: Option<i32>,
    pub(crate) oma_settings: Vec<OmaSetting>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OmaSetting {
    Base64(OmaSettingBase64),
    Boolean(OmaSettingBoolean),
    DateTime(OmaSettingDateTime),
    FloatingPoint(OmaSettingFloatingPoint),
    Integer(OmaSettingInteger),
    String(OmaSettingString),
    StringXml(OmaSettingStringXml),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingBase64 {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    pub(crate) file_name: Option<String>,
    #[graph(not_null)]
    pub(crate) value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingBoolean {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(not_null)]
    pub(crate) value: Option<bool>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingDateTime {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(not_null)]
    pub(crate) value: Option<DateTimeOffset>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingFloatingPoint {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(not_null)]
    pub(crate) value: Option<f32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingInteger {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(not_null)]
    pub(crate) value: Option<i32>,
    #[graph(not_null)]
    pub(crate) is_read_only: Option<bool>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingString {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    #[graph(not_null)]
    pub(crate) value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OmaSettingStringXml {
    #[graph(not_null)]
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) oma_uri: Option<String>,
    #[graph(read_only)]
    pub(crate) secret_reference_value_id: Option<String>,
    #[graph(read_only)]
    pub(crate) is_encrypted: Option<bool>,
    pub(crate) file_name: Option<String>,
    #[graph(not_null)]
    pub(crate) value: Option<Binary>,
}

fn by_setters(page: &Page) -> Windows10CustomConfigurationPatch {
    Windows10CustomConfiguration::patch()
        .role_scope_tag_ids(page.value("roleScopeTagIds"))
        .device_management_applicability_rule_os_edition(
            page.value("deviceManagementApplicabilityRuleOsEdition"),
        )
        .device_management_applicability_rule_os_version(
            page.value("deviceManagementApplicabilityRuleOsVersion"),
        )
        .device_management_applicability_rule_device_mode(
            page.value("deviceManagementApplicabilityRuleDeviceMode"),
        )
        .description(page.text("description"))
        .display_name(page.text("displayName"))
        .version(page.value("version"))
        .oma_settings(page.value("omaSettings"))
}

const MASKED: &str = r##"{"id":"1","omaSettings":[
    {"@odata.type":"#microsoft.graph.omaSettingInteger","displayName":"a","omaUri":"./a","isEncrypted":false,"value":3},
    {"@odata.type":"#microsoft.graph.omaSettingString","displayName":"b","omaUri":"./b","isEncrypted":true,"value":"****"}]}"##;

fn masked() -> Windows10CustomConfiguration {
    serde_json::from_str(MASKED).expect("a reply")
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<Windows10CustomConfiguration>(REPLY) {
        assert_reply_is_written_back::<Windows10CustomConfiguration>(&page);
        assert_request_is_reproduced::<Windows10CustomConfiguration>(&page, &by_setters(&page));
    }
}

#[test]
fn a_masked_secret_is_refused_by_a_setter() {
    let patch = Windows10CustomConfiguration::patch().oma_settings(masked().oma_settings);
    let request = Windows10CustomConfiguration::update("1", patch);
    let fault = crate::refused(&request);
    assert_eq!(fault, InvalidRequestError::MaskedSecret { property: "omaSettings[1].value".into() });
    assert!(fault.to_string().contains("set the secret itself or leave it out"), "{fault}");
}

#[test]
fn a_masked_secret_is_refused_in_a_create() {
    let body = Windows10CustomConfiguration::new_body().oma_settings(masked().oma_settings);
    let body: PatchBody<Create> = body.into();
    assert_eq!(refusal(body.into_bytes()).property(), Some("omaSettings[1].value"));
}

#[test]
fn a_masked_secret_is_refused_in_a_difference_and_kept_if_unchanged() {
    let before = masked();
    let mut after = before.clone();
    after.display_name = Some("renamed".into());
    let patch =
        Windows10CustomConfigurationPatch::diff(&before, &after).expect("the settings are as they were");
    assert_eq!(patch.len(), 1);
    after.oma_settings.swap(0, 1);
    let error = Windows10CustomConfigurationPatch::diff(&before, &after).expect_err("the secret is masked");
    assert!(
        matches!(error.kinds(), [PatchErrorKind::Refused(InvalidRequestError::MaskedSecret { property })] if property == "omaSettings[0].value"),
        "{error}"
    );
}

#[test]
fn a_masked_secret_in_json_is_refused_by_the_flag_that_only_graph_sets() {
    let mut json: serde_json::Value = serde_json::from_str(MASKED).expect("JSON");
    json.as_object_mut().expect("an object").remove("id");
    let error =
        Windows10CustomConfigurationPatch::<Update>::from_json(json).expect_err("the secret is masked");
    assert_eq!(faults(&error), ["property `omaSettings[0].isEncrypted` is read-only"]);
}

#[test]
fn a_masked_secret_of_an_unknown_type_is_refused_too() {
    let json = serde_json::json!({
        "@odata.type": "#microsoft.graph.omaSettingVerse", "omaUri": "./v", "isEncrypted": true, "value": "****",
    });
    let patch = Windows10CustomConfiguration::patch().oma_settings(vec![OmaSetting::Unrecognized(json)]);
    let request = Windows10CustomConfiguration::update("1", patch);
    assert_eq!(crate::refused(&request).property(), Some("omaSettings[0].value"));
}

#[test]
fn asterisks_that_are_not_a_secret_and_a_new_secret_are_sent() {
    let mut settings = masked().oma_settings;
    let OmaSetting::String(secret) = &mut settings[1] else { panic!("{settings:?}") };
    secret.value = Some("s3cret".into());
    settings.push(OmaSetting::String(OmaSettingString {
        display_name: Some("stars".into()),
        description: None,
        oma_uri: Some("./stars".into()),
        secret_reference_value_id: Some("never sent".into()),
        is_encrypted: Some(false),
        value: Some("****".into()),
    }));
    let patch = Windows10CustomConfiguration::patch().oma_settings(settings);
    let sent = json(&patch);
    assert_eq!(sent["omaSettings"][1]["value"], "s3cret");
    // It omits the read-only members.
    assert_eq!(
        sent["omaSettings"][2],
        serde_json::json!({
            "@odata.type": "#microsoft.graph.omaSettingString",
            "displayName": "stars", "description": null, "omaUri": "./stars", "value": "****",
        })
    );
}

#[test]
fn a_number_that_is_not_finite_is_refused_with_its_setting() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let setting = OmaSettingFloatingPoint {
            display_name: None,
            description: None,
            oma_uri: None,
            secret_reference_value_id: None,
            is_encrypted: None,
            value: Some(value),
        };
        let patch = Windows10CustomConfiguration::patch().oma_settings(vec![setting.into()]);
        let request = Windows10CustomConfiguration::update("1", patch);
        assert_eq!(
            crate::refused(&request),
            InvalidRequestError::NotFinite { property: "omaSettings[0].value".into() }
        );
    }
}

#[test]
fn a_single_is_written_with_its_own_digits() {
    let json = r##"{"id":"1","omaSettings":[{"@odata.type":"#microsoft.graph.omaSettingFloatingPoint","value":0.1}]}"##;
    let configuration: Windows10CustomConfiguration = serde_json::from_str(json).expect("a reply");
    let text = serde_json::to_string(&configuration).expect("an entity");
    assert!(text.contains(r#""value":0.1}"#), "{text}");
}
