//! A policy with settings that contain settings: recursive, polymorphic, and related by a navigation
//! property.

use graph_entity::{
    Create, DateTimeOffset, Flags, InvalidRequestError, Patch, PatchBody, Update, graph_complex,
    graph_entity, graph_enum, graph_one_of,
};

use crate::{Page, assert_reply_is_written_back, assert_request_is_reproduced, faults, json, refusal};

const REPLY: &str = include_str!("device_management_configuration_policy/reply.json");

#[graph_entity(
    path = "/deviceManagement/configurationPolicies/{deviceManagementConfigurationPolicyId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationPolicy {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    #[graph(not_null)]
    pub(crate) platforms: Option<Flags<DeviceManagementConfigurationPlatforms>>,
    #[graph(not_null)]
    pub(crate) technologies: Option<Flags<DeviceManagementConfigurationTechnologies>>,
    #[graph(read_only)]
    pub(crate) created_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) setting_count: Option<i32>,
    pub(crate) creation_source: Option<String>,
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(read_only)]
    pub(crate) is_assigned: Option<bool>,
    pub(crate) template_reference: Option<DeviceManagementConfigurationPolicyTemplateReference>,
    #[graph(navigation)]
    pub(crate) settings: Option<Vec<DeviceManagementConfigurationSetting>>,
}

#[graph_entity(
    path = "/deviceManagement/configurationPolicies/{deviceManagementConfigurationPolicyId}/settings/{deviceManagementConfigurationSettingId}",
    version = "beta"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationSetting {
    pub(crate) id: Option<String>,
    #[graph(not_null)]
    pub(crate) setting_instance: Option<DeviceManagementConfigurationSettingInstance>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementConfigurationSettingInstance {
    Choice(DeviceManagementConfigurationChoiceSettingInstance),
    GroupCollection(DeviceManagementConfigurationGroupSettingCollectionInstance),
    Simple(DeviceManagementConfigurationSimpleSettingInstance),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationChoiceSettingInstance {
    #[graph(not_null)]
    pub(crate) setting_definition_id: Option<String>,
    #[graph(not_null)]
    pub(crate) choice_setting_value: Option<DeviceManagementConfigurationChoiceSettingValue>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationChoiceSettingValue {
    pub(crate) value: Option<String>,
    pub(crate) children: Vec<DeviceManagementConfigurationSettingInstance>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationGroupSettingCollectionInstance {
    #[graph(not_null)]
    pub(crate) setting_definition_id: Option<String>,
    pub(crate) group_setting_collection_value: Vec<DeviceManagementConfigurationGroupSettingValue>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationGroupSettingValue {
    pub(crate) children: Vec<DeviceManagementConfigurationSettingInstance>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationSimpleSettingInstance {
    #[graph(not_null)]
    pub(crate) setting_definition_id: Option<String>,
    #[graph(not_null)]
    pub(crate) simple_setting_value: Option<DeviceManagementConfigurationSimpleSettingValue>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementConfigurationSimpleSettingValue {
    Integer(DeviceManagementConfigurationIntegerSettingValue),
    String(DeviceManagementConfigurationStringSettingValue),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationIntegerSettingValue {
    #[graph(not_null)]
    pub(crate) value: Option<i32>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationStringSettingValue {
    pub(crate) value: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceManagementConfigurationPolicyTemplateReference {
    pub(crate) template_id: Option<String>,
    #[graph(read_only)]
    pub(crate) template_family: Option<DeviceManagementConfigurationTemplateFamily>,
    #[graph(read_only)]
    pub(crate) template_display_name: Option<String>,
    #[graph(read_only)]
    pub(crate) template_display_version: Option<String>,
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementConfigurationPlatforms {
    #[graph(value = 0)]
    None,
    #[graph(value = 8)]
    MacOS,
    #[graph(value = 16)]
    Windows10X,
    #[graph(value = 32)]
    Windows10,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementConfigurationTechnologies {
    #[graph(value = 0)]
    None,
    #[graph(value = 1)]
    Mdm,
    #[graph(value = 2)]
    Windows10XManagement,
    #[graph(value = 4)]
    ConfigManager,
    #[graph(value = 128)]
    MicrosoftSense,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DeviceManagementConfigurationTemplateFamily {
    None,
    EndpointSecurityAntivirus,
    EndpointSecurityDiskEncryption,
    EndpointSecurityFirewall,
    EndpointSecurityEndpointDetectionAndResponse,
    EndpointSecurityAttackSurfaceReduction,
    EndpointSecurityAccountProtection,
    EndpointSecurityApplicationControl,
    #[graph(unrecognized)]
    Unrecognized(String),
}

fn by_setters(page: &Page) -> DeviceManagementConfigurationPolicyPatch {
    DeviceManagementConfigurationPolicy::patch()
        .name(page.text("name"))
        .description(page.text("description"))
        .platforms(page.value("platforms"))
        .technologies(page.value("technologies"))
        .creation_source(page.text("creationSource"))
        .role_scope_tag_ids(page.value("roleScopeTagIds"))
        .template_reference(page.value("templateReference"))
}

/// Returns a setting with `depth` nested settings.
fn nested(depth: usize) -> DeviceManagementConfigurationSettingInstance {
    let name = Some(format!("level_{depth}"));
    if depth == 0 {
        let value = DeviceManagementConfigurationIntegerSettingValue { value: Some(7) };
        return DeviceManagementConfigurationSimpleSettingInstance {
            setting_definition_id: name,
            simple_setting_value: Some(value.into()),
        }
        .into();
    }
    let children = vec![nested(depth - 1)];
    if depth.is_multiple_of(2) {
        let value = vec![DeviceManagementConfigurationGroupSettingValue { children }];
        return DeviceManagementConfigurationGroupSettingCollectionInstance {
            setting_definition_id: name,
            group_setting_collection_value: value,
        }
        .into();
    }
    let value = DeviceManagementConfigurationChoiceSettingValue { value: None, children };
    DeviceManagementConfigurationChoiceSettingInstance {
        setting_definition_id: name,
        choice_setting_value: Some(value),
    }
    .into()
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<DeviceManagementConfigurationPolicy>(REPLY) {
        assert_reply_is_written_back::<DeviceManagementConfigurationPolicy>(&page);
        assert_request_is_reproduced::<DeviceManagementConfigurationPolicy>(&page, &by_setters(&page));
    }
}

#[test]
fn a_recursive_value_is_read_and_written_at_any_depth() {
    for depth in [0, 1, 2, 9] {
        let setting = DeviceManagementConfigurationSetting {
            id: Some("0".into()),
            setting_instance: Some(nested(depth)),
        };
        let text = serde_json::to_string(&setting).expect("an entity");
        assert_eq!(
            serde_json::from_str::<DeviceManagementConfigurationSetting>(&text).expect("its text"),
            setting
        );
        assert_eq!(text.matches("#microsoft.graph.").count(), 3 + depth, "{text}");
    }
}

#[test]
fn a_recursive_value_is_sent_with_every_type_and_every_null() {
    let patch = DeviceManagementConfigurationSetting::patch().setting_instance(nested(2));
    let integer = serde_json::json!({
        "@odata.type": "#microsoft.graph.deviceManagementConfigurationIntegerSettingValue", "value": 7,
    });
    let simple = serde_json::json!({
        "@odata.type": "#microsoft.graph.deviceManagementConfigurationSimpleSettingInstance",
        "settingDefinitionId": "level_0",
        "simpleSettingValue": integer,
    });
    let choice = serde_json::json!({
        "@odata.type": "#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance",
        "settingDefinitionId": "level_1",
        "choiceSettingValue": { "value": null, "children": [simple] },
    });
    assert_eq!(
        json(&patch)["settingInstance"],
        serde_json::json!({
            "@odata.type": "#microsoft.graph.deviceManagementConfigurationGroupSettingCollectionInstance",
            "settingDefinitionId": "level_2",
            "groupSettingCollectionValue": [{ "children": [choice] }],
        })
    );
}

#[test]
fn an_error_deep_inside_of_recursive_values_names_the_whole_path() {
    let mut setting =
        json(DeviceManagementConfigurationSetting { id: None, setting_instance: Some(nested(2)) });
    let way = "/settingInstance/groupSettingCollectionValue/0/children/0/choiceSettingValue/children/0/simpleSettingValue/value";
    *setting.pointer_mut(way).expect("the innermost value") = "seven".into();
    let error =
        DeviceManagementConfigurationSettingPatch::<Update>::from_json(setting).expect_err("no number");
    assert_eq!(
        faults(&error),
        [
            "property `settingInstance.groupSettingCollectionValue[0].children[0].choiceSettingValue.children[0].simpleSettingValue.value`: \
          expected Edm.Int32, found the string \"seven\""
        ]
    );
}

#[test]
fn related_entities_are_created_with_the_entity() {
    let setting = |depth| DeviceManagementConfigurationSetting::new_body().setting_instance(nested(depth));
    let body = DeviceManagementConfigurationPolicy::new_body()
        .name("Kiosk")
        .platforms(DeviceManagementConfigurationPlatforms::Windows10.into())
        .technologies(Flags::from([
            DeviceManagementConfigurationTechnologies::Mdm,
            DeviceManagementConfigurationTechnologies::MicrosoftSense,
        ]))
        .settings(vec![setting(0), setting(1)]);
    let sent = json(&body);
    assert_eq!(
        (&sent["platforms"], &sent["technologies"]),
        (&"windows10".into(), &"mdm,microsoftSense".into())
    );
    assert_eq!(sent["settings"].as_array().map(Vec::len), Some(2));
    assert_eq!(sent["settings"][0]["@odata.type"], "#microsoft.graph.deviceManagementConfigurationSetting");
    assert_eq!(sent["settings"][0]["settingInstance"]["settingDefinitionId"], "level_0");
}

#[test]
fn a_navigation_property_is_bound_to_existing_entities() {
    let addresses =
        vec!["https://graph.microsoft.com/beta/deviceManagement/configurationPolicies/1/settings/2"];
    let body = DeviceManagementConfigurationPolicy::new_body().name("Kiosk").bind_settings(addresses.clone());
    let sent = json(&body);
    assert_eq!(sent["settings@odata.bind"], serde_json::json!(addresses));
    assert_eq!(sent.get("settings"), None);
}

#[test]
fn an_error_in_a_related_body_is_reported_by_that_body() {
    let value = DeviceManagementConfigurationGroupSettingValue { children: vec![] };
    let odd = DeviceManagementConfigurationGroupSettingCollectionInstance {
        setting_definition_id: None,
        group_setting_collection_value: vec![value],
    };
    let setting = DeviceManagementConfigurationSetting::new_body().setting_instance(odd.into());
    let policy = DeviceManagementConfigurationPolicy::new_body()
        .platforms(DeviceManagementConfigurationPlatforms::from("unknownFutureValue").into())
        .settings(vec![setting]);
    let body: PatchBody<Create> = policy.into();
    assert_eq!(
        refusal(body.into_bytes()),
        InvalidRequestError::UnknownFutureValue { property: "platforms".into() }
    );
}

#[test]
fn json_of_a_create_may_have_a_navigation_property_and_that_of_an_update_may_not() {
    let json = serde_json::json!({ "name": "Kiosk", "settings": [{}] });
    let error =
        DeviceManagementConfigurationPolicyPatch::<Update>::from_json(json.clone()).expect_err("related");
    assert_eq!(faults(&error), ["`settings` is a navigation property"]);
    let body = DeviceManagementConfigurationPolicyPatch::<Create>::from_json(json).expect("a create");
    assert_eq!(body.get("name"), Some("\"Kiosk\""));
    assert!(body.get("settings").is_some());
}

#[test]
fn a_difference_in_related_entities_is_not_part_of_a_patch() {
    let before: DeviceManagementConfigurationPolicy = serde_json::from_str(REPLY).expect("our own reply");
    let mut after = before.clone();
    let setting = DeviceManagementConfigurationSetting { id: Some("0".into()), setting_instance: None };
    after.settings = Some(vec![setting]);
    let error = DeviceManagementConfigurationPolicyPatch::diff(&before, &after).expect_err("related");
    assert_eq!(faults(&error), ["`settings` is a navigation property"]);
}
