//! An app with rules that are polymorphic values in collections.

mod complex;
mod enums;

use graph_entity::{Binary, Create, DateTimeOffset, Flags, Patch as _, PatchBody, graph_entity};

use self::complex::{
    MimeContent, Win32LobAppDetection, Win32LobAppInstallExperience, Win32LobAppMsiInformation,
    Win32LobAppPowerShellScriptDetection, Win32LobAppRequirement, Win32LobAppReturnCode, Win32LobAppRule,
    WindowsMinimumOperatingSystem,
};
use self::enums::{MobileAppPublishingState, WindowsArchitecture};
use crate::{ENDPOINT, Page, assert_reply_is_written_back, assert_request_is_reproduced, json};

const REPLY: &str = include_str!("win32_lob_app/reply.json");

#[graph_entity(path = "/deviceAppManagement/mobileApps/{mobileAppId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Win32LobApp {
    pub(crate) id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) large_icon: Option<MimeContent>,
    #[graph(read_only)]
    pub(crate) created_date_time: Option<DateTimeOffset>,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) is_featured: Option<bool>,
    pub(crate) privacy_information_url: Option<String>,
    pub(crate) information_url: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) developer: Option<String>,
    pub(crate) notes: Option<String>,
    #[graph(not_null)]
    pub(crate) upload_state: Option<i32>,
    #[graph(not_null)]
    pub(crate) publishing_state: Option<MobileAppPublishingState>,
    #[graph(not_null)]
    pub(crate) is_assigned: Option<bool>,
    pub(crate) role_scope_tag_ids: Vec<String>,
    #[graph(not_null)]
    pub(crate) dependent_app_count: Option<i32>,
    #[graph(not_null)]
    pub(crate) superseding_app_count: Option<i32>,
    #[graph(not_null)]
    pub(crate) superseded_app_count: Option<i32>,
    pub(crate) committed_content_version: Option<String>,
    pub(crate) file_name: Option<String>,
    #[graph(not_null)]
    pub(crate) size: Option<i64>,
    pub(crate) install_command_line: Option<String>,
    pub(crate) uninstall_command_line: Option<String>,
    #[graph(not_null)]
    pub(crate) applicable_architectures: Option<Flags<WindowsArchitecture>>,
    pub(crate) minimum_supported_operating_system: Option<WindowsMinimumOperatingSystem>,
    #[graph(name = "minimumFreeDiskSpaceInMB")]
    pub(crate) minimum_free_disk_space_in_mb: Option<i32>,
    #[graph(name = "minimumMemoryInMB")]
    pub(crate) minimum_memory_in_mb: Option<i32>,
    pub(crate) minimum_number_of_processors: Option<i32>,
    pub(crate) minimum_cpu_speed_in_m_hz: Option<i32>,
    pub(crate) detection_rules: Vec<Win32LobAppDetection>,
    pub(crate) requirement_rules: Vec<Win32LobAppRequirement>,
    pub(crate) rules: Vec<Win32LobAppRule>,
    pub(crate) install_experience: Option<Win32LobAppInstallExperience>,
    pub(crate) return_codes: Vec<Win32LobAppReturnCode>,
    pub(crate) msi_information: Option<Win32LobAppMsiInformation>,
    pub(crate) setup_file_path: Option<String>,
    pub(crate) minimum_supported_windows_release: Option<String>,
    pub(crate) display_version: Option<String>,
}

fn by_setters(page: &Page) -> Win32LobAppPatch {
    with_rules(with_texts(Win32LobApp::patch(), page), page)
}

fn with_texts(patch: Win32LobAppPatch, page: &Page) -> Win32LobAppPatch {
    patch
        .display_name(page.text("displayName"))
        .description(page.text("description"))
        .publisher(page.text("publisher"))
        .privacy_information_url(page.text("privacyInformationUrl"))
        .information_url(page.text("informationUrl"))
        .owner(page.text("owner"))
        .developer(page.text("developer"))
        .notes(page.text("notes"))
        .committed_content_version(page.text("committedContentVersion"))
        .file_name(page.text("fileName"))
        .install_command_line(page.text("installCommandLine"))
        .uninstall_command_line(page.text("uninstallCommandLine"))
        .setup_file_path(page.text("setupFilePath"))
        .minimum_supported_windows_release(page.text("minimumSupportedWindowsRelease"))
        .display_version(page.text("displayVersion"))
}

fn with_rules(patch: Win32LobAppPatch, page: &Page) -> Win32LobAppPatch {
    patch
        .large_icon(page.value("largeIcon"))
        .is_featured(page.value("isFeatured"))
        .upload_state(page.value("uploadState"))
        .publishing_state(page.value("publishingState"))
        .is_assigned(page.value("isAssigned"))
        .role_scope_tag_ids(page.value("roleScopeTagIds"))
        .dependent_app_count(page.value("dependentAppCount"))
        .superseding_app_count(page.value("supersedingAppCount"))
        .superseded_app_count(page.value("supersededAppCount"))
        .size(page.value("size"))
        .applicable_architectures(page.value("applicableArchitectures"))
        .minimum_supported_operating_system(page.value("minimumSupportedOperatingSystem"))
        .minimum_free_disk_space_in_mb(page.value("minimumFreeDiskSpaceInMB"))
        .minimum_memory_in_mb(page.value("minimumMemoryInMB"))
        .minimum_number_of_processors(page.value("minimumNumberOfProcessors"))
        .minimum_cpu_speed_in_m_hz(page.value("minimumCpuSpeedInMHz"))
        .detection_rules(page.value("detectionRules"))
        .requirement_rules(page.value("requirementRules"))
        .rules(page.value("rules"))
        .install_experience(page.value("installExperience"))
        .return_codes(page.value("returnCodes"))
        .msi_information(page.value("msiInformation"))
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<Win32LobApp>(REPLY) {
        assert_reply_is_written_back::<Win32LobApp>(&page);
        assert_request_is_reproduced::<Win32LobApp>(&page, &by_setters(&page));
    }
}

#[test]
fn rules_are_read_as_their_annotated_types() {
    let json = r##"{"id":"1","rules":[
        {"ruleType":"detection","path":"C:\\a","@odata.type":"#microsoft.graph.win32LobAppFileSystemRule"},
        {"@odata.type":"microsoft.graph.win32LobAppRegistryRule","keyPath":"HKLM"},
        {"@odata.type":"#microsoft.graph.win32LobAppMoonPhaseRule","phase":"full"},
        {"ruleType":"requirement"}]}"##;
    let app: Win32LobApp = serde_json::from_str(json).expect("a reply");
    let [file, registry, moon, untold] = app.rules.as_slice() else { panic!("{app:?}") };
    assert!(matches!(file, Win32LobAppRule::FileSystem(rule) if rule.path.as_deref() == Some("C:\\a")));
    assert!(matches!(registry, Win32LobAppRule::Registry(rule) if rule.key_path.as_deref() == Some("HKLM")));
    assert!(matches!(moon, Win32LobAppRule::Unrecognized(kept) if kept["phase"] == "full"));
    // The declared type is abstract, so that the type is unknown without the annotation. The value is kept as
    // JSON.
    assert!(matches!(untold, Win32LobAppRule::Unrecognized(kept) if kept["ruleType"] == "requirement"));
}

#[test]
fn rules_are_sent_with_their_types_and_null_for_unset_members() {
    let detection = Win32LobAppPowerShellScriptDetection {
        enforce_signature_check: Some(true),
        run_as32_bit: None,
        script_content: None,
    };
    let kept = serde_json::json!({"@odata.type": "#microsoft.graph.win32LobAppMoonPhaseRule", "phase": null});
    let patch = Win32LobApp::patch()
        .detection_rules(vec![detection.into()])
        .rules(vec![Win32LobAppRule::Unrecognized(kept.clone())]);
    assert_eq!(
        json(&patch),
        serde_json::json!({
            "@odata.type": "#microsoft.graph.win32LobApp",
            "detectionRules": [{
                "@odata.type": "#microsoft.graph.win32LobAppPowerShellScriptDetection",
                "enforceSignatureCheck": true,
                "scriptContent": null,
            }],
            "rules": [kept],
        })
    );
}

#[test]
fn an_error_inside_a_rule_names_its_path() {
    let json = serde_json::json!({
        "id": "1",
        "rules": [{}, { "@odata.type": "#microsoft.graph.win32LobAppRegistryRule", "check32BitOn64System": "yes" }],
    });
    let error = serde_json::from_value::<Win32LobApp>(json.clone()).expect_err("no Boolean").to_string();
    assert!(
        error.starts_with(
            "property `rules[1].check32BitOn64System`: expected Edm.Boolean, found the string \"yes\""
        ),
        "{error}"
    );
    let error = Win32LobAppPatch::<graph_entity::Update>::from_json(json).expect_err("no Boolean");
    assert_eq!(
        crate::faults(&error),
        [
            "property `id` is read-only",
            "property `rules[1].check32BitOn64System`: expected Edm.Boolean, found the string \"yes\"",
        ]
    );
}

#[test]
fn flags_are_one_text_in_the_order_they_were_set() {
    let both = Flags::from([WindowsArchitecture::Arm64, WindowsArchitecture::X64]);
    let patch = Win32LobApp::patch().applicable_architectures(both.clone());
    assert_eq!(patch.get("applicableArchitectures"), Some("\"arm64,x64\""));
    let reply = r#"{"id":"1","applicableArchitectures":"x64, arm64"}"#;
    let app: Win32LobApp = serde_json::from_str(reply).expect("a reply");
    assert_eq!(app.applicable_architectures, Some(both));
    // The enumeration has a member for a zero value.
    let patch = Win32LobApp::patch().applicable_architectures(Flags::new());
    assert_eq!(patch.get("applicableArchitectures"), Some("\"none\""));
}

#[test]
fn a_later_flag_is_kept_among_known_ones() {
    let reply = r#"{"id":"1","applicableArchitectures":"x86,riscV"}"#;
    let app: Win32LobApp = serde_json::from_str(reply).expect("a reply");
    let flags = app.applicable_architectures.expect("flags");
    assert!(flags.contains(&WindowsArchitecture::X86));
    assert!(flags.contains(&WindowsArchitecture::Unrecognized("riscV".into())));
    assert_eq!(
        Win32LobApp::patch().applicable_architectures(flags).get("applicableArchitectures"),
        Some("\"x86,riscV\"")
    );
}

#[test]
fn an_icon_is_padded_base64() {
    for (bytes, text) in [(&b"\x01"[..], "AQ=="), (b"\x01\x02", "AQI="), (b"\x01\x02\x03", "AQID"), (b"", "")]
    {
        let icon = MimeContent { kind: None, value: Some(Binary::from(bytes.to_vec())) };
        let patch = Win32LobApp::patch().large_icon(icon);
        assert_eq!(json(&patch)["largeIcon"], serde_json::json!({ "type": null, "value": text }));
    }
}

#[test]
fn a_create_sends_the_derived_type() {
    let body = Win32LobApp::new_body().display_name("Kiosk").size(9_007_199_254_740_993);
    let body: PatchBody<Create> = body.into();
    assert_eq!(
        body.into_bytes().expect("a body without faults"),
        r##"{"@odata.type":"#microsoft.graph.win32LobApp","displayName":"Kiosk","size":9007199254740993}"##
    );
    let request = Win32LobApp::at("1").get().to_http(ENDPOINT).expect("valid");
    assert!(request.headers().get("prefer").is_none(), "nothing evolvable is in it");
}
