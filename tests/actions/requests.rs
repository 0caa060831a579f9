//! The requests: method, address, body, headers, and what is refused before sending.

use graph_entity::{Error, Flags, InvalidRequestError, Nullable, Property, Request};
use serde_json::{Value, json};

use crate::declared::*;
use crate::{ENDPOINT, body, line};

fn json_of<T>(request: &Request<T>) -> Value {
    serde_json::from_str(&body(request)).expect("JSON")
}

/// Returns the reason why a request is refused before sending.
fn refusal<T>(request: &Request<T>) -> InvalidRequestError {
    match request.to_http(ENDPOINT) {
        Err(Error::Invalid(fault)) => *fault,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn an_action_is_posted_with_the_given_parameters() {
    let wipe =
        Wipe { keep_user_data: Some(true), mac_os_unlock_code: Some("1\"2".into()), ..Wipe::default() };
    let request = wipe.call("d 1");
    assert_eq!(line(&request), "POST /beta/deviceManagement/managedDevices/d%201/wipe");
    assert_eq!(body(&request), r#"{"keepUserData":true,"macOsUnlockCode":"1\"2"}"#);
    let http = request.to_http(ENDPOINT).expect("a request");
    assert_eq!(http.headers()["content-type"], "application/json");
    assert_eq!(http.headers()["accept"], "application/json");
    assert!(http.headers().get("prefer").is_none());
    assert_eq!(request.template(), "/deviceManagement/managedDevices/{managedDeviceId}/wipe");
}

#[test]
fn absent_null_and_value_are_distinct() {
    for (given, sent) in [
        (None, "{}"),
        (Some(Nullable(None)), r#"{"persistEsimDataPlan":null}"#),
        (Some(false.into()), r#"{"persistEsimDataPlan":false}"#),
    ] {
        let wipe = Wipe { persist_esim_data_plan: given, ..Wipe::default() };
        assert_eq!(body(&wipe.call("1")), sent);
    }
    for (given, sent) in [
        (None, "()"),
        (Some(Nullable(None)), "(scope=null)"),
        (Some(Nullable(Some("a".into()))), "(scope='a')"),
    ] {
        let request = GetEffectivePermissions { scope: given }.call();
        assert_eq!(line(&request), format!("GET /v1.0/deviceManagement/getEffectivePermissions{sent}"));
    }
}

#[test]
fn an_action_without_parameters_sends_an_empty_object() {
    let request = SyncDevice.call("1");
    assert_eq!(line(&request), "POST /v1.0/deviceManagement/managedDevices/1/syncDevice");
    assert_eq!(body(&request), "{}");
    assert_eq!(request.to_http(ENDPOINT).expect("a request").headers()["content-type"], "application/json");
}

#[test]
fn a_further_address_has_its_own_call() {
    let wipe = Wipe::default();
    assert_eq!(line(&wipe.call_comanaged("1")), "POST /beta/deviceManagement/comanagedDevices/1/wipe");
    assert_eq!(
        line(&wipe.call_of_script("s", "r", "u", "d")),
        "POST /beta/deviceManagement/deviceManagementScripts/s/deviceRunStates/r/managedDevice/users/u/managedDevices/d/wipe"
    );
    assert_eq!(line(&OddNames.call(1, 2_u8, "3")), "GET /v1.0/self/1/2/3/of()");
    assert_eq!(
        line(&Compare { template_id: "x".into() }.call_migratable("a", "b")),
        "GET /beta/deviceManagement/templates/a/migratableTo/b/compare(templateId='x')"
    );
}

#[test]
fn one_value_can_make_many_requests() {
    let notification = SendCustomNotificationToCompanyPortal {
        notification_title: "Restart".into(),
        notification_body: String::new(),
    };
    for id in ["1", "2"] {
        let request = notification.call(id);
        assert!(line(&request).ends_with(&format!("/{id}/sendCustomNotificationToCompanyPortal")));
        assert_eq!(body(&request), r#"{"notificationTitle":"Restart","notificationBody":""}"#);
    }
}

#[test]
fn entities_are_sent_with_their_set_properties_and_keys() {
    let target = ConfigurationManagerCollectionAssignmentTarget { collection_id: Some("c".into()) };
    let known = DeviceConfigurationAssignment {
        id: "d59b".into(),
        target: Some(target.into()),
        source_id: None,
        source: Some("direct".into()),
        device_configuration: None,
    };
    let new =
        DeviceConfigurationAssignment { id: String::new(), source_id: Some("s".into()), ..known.clone() };
    let request = Assign { assignments: vec![known, new] }.call("7");
    let target = json!({ "@odata.type": "#microsoft.graph.configurationManagerCollectionAssignmentTarget", "collectionId": "c" });
    let name = "#microsoft.graph.deviceConfigurationAssignment";
    assert_eq!(
        json_of(&request),
        json!({ "assignments": [
            { "@odata.type": name, "id": "d59b", "target": target },
            { "@odata.type": name, "target": target, "sourceId": "s" },
        ] })
    );
    assert_eq!(json_of(&Assign { assignments: Vec::new() }.call("7")), json!({ "assignments": [] }));
}

#[test]
fn entities_of_derived_types_are_sent_with_their_types() {
    let dependency = |id: &str, target: &str| MobileAppDependency {
        id: id.into(),
        target_id: Some(target.into()),
        target_display_name: None,
        dependent_app_count: Some(3),
    };
    let relationships = vec![dependency("", "a").into(), dependency("r", "b").into()];
    let request = UpdateRelationships { relationships }.call("1");
    let name = "#microsoft.graph.mobileAppDependency";
    assert_eq!(
        json_of(&request),
        json!({ "relationships": [
            { "@odata.type": name, "targetId": "a" },
            { "@odata.type": name, "id": "r", "targetId": "b" },
        ] })
    );
}

#[test]
fn later_enum_members_are_requested() {
    let action = ExecuteAction { action_name: RemoteAction::Retire, device_ids: vec!["1".into()] };
    let request = action.call();
    assert_eq!(line(&request), "POST /beta/deviceManagement/managedDevices/executeAction");
    assert_eq!(body(&request), r#"{"actionName":"retire","deviceIds":["1"]}"#);
    let http = request.to_http(ENDPOINT).expect("a request");
    assert_eq!(http.headers()["prefer"], "include-unknown-enum-members");
    assert_eq!(
        GetRemoteActions.call().to_http(ENDPOINT).expect("a request").headers()["prefer"],
        http.headers()["prefer"]
    );
    let request = ExecuteAction { action_name: "unknownFutureValue".into(), ..action }.call();
    assert_eq!(refusal(&request), InvalidRequestError::UnknownFutureValue { property: "actionName".into() });
}

#[test]
fn a_stream_result_accepts_any_content_type() {
    let report =
        GetHistoricalReport { name: Some("r".into()), top: Some(5), ..GetHistoricalReport::default() };
    let request = report.call();
    assert_eq!(body(&request), r#"{"name":"r","top":5}"#);
    assert_eq!(request.to_http(ENDPOINT).expect("a request").headers()["accept"], "*/*");
}

#[test]
fn a_function_is_a_get_with_parameters_in_the_address() {
    for (value, written) in [
        ("parameterValue", "parameterValue"),
        ("O'Neil", "O''Neil"),
        ("a',templateId='b", "a''%2CtemplateId%3D''b"),
        ("b c?d#e&f=g%2F+", "b%20c%3Fd%23e%26f%3Dg%252F%2B"),
        ("", ""),
    ] {
        let request = Compare { template_id: value.into() }.call("5d8a");
        let expected = format!("GET /beta/deviceManagement/templates/5d8a/compare(templateId='{written}')");
        assert_eq!(line(&request), expected);
        assert!(request.to_http(ENDPOINT).expect("a request").body().is_empty());
    }
    assert_eq!(
        line(&GetAuditCategories.call()),
        "GET /v1.0/deviceManagement/auditEvents/getAuditCategories()"
    );
    assert_eq!(
        line(&GetSetting { definition: Some("d".into()) }.call("1")),
        "GET /v1.0/deviceManagement/settings/1/microsoft.graph.getSetting(definitionId='d')"
    );
}

#[test]
fn every_kind_has_a_literal_form() {
    let nothing = Literals::default();
    let written = |literals: &Literals| {
        let line = line(&literals.call());
        line.strip_prefix("GET /v1.0/reports/of").expect("the address").to_owned()
    };
    assert_eq!(written(&nothing), "()");
    let time = "2017-01-01T00:02:58.4418045-08:00".parse().expect("a time");
    for (literals, expected) in [
        (Literals { skip: Some(4), text: Some("x".into()), ..nothing.clone() }, "(text='x',skip=4)"),
        (Literals { share: Some(1.5), flag: Some(false), ..nothing.clone() }, "(share=1.5,flag=false)"),
        (Literals { since: Some(time), ..nothing.clone() }, "(since=2017-01-01T00:02:58.4418045-08:00)"),
        (
            Literals { id: Some(uuid::Uuid::from_u128(1)), ..nothing.clone() },
            "(id=00000000-0000-0000-0000-000000000001)",
        ),
        (Literals { member: Some(RemoteAction::Retire), ..nothing.clone() }, "(member='retire')"),
        (
            Literals { days: Some(Flags::from([Day::Monday, Day::Friday])), ..nothing.clone() },
            "(days='monday%2Cfriday')",
        ),
        (
            Literals { ids: Some(vec!["1".into(), "2".into()]), ..nothing.clone() },
            "(ids=%5B%221%22%2C%222%22%5D)",
        ),
        (
            Literals {
                target: Some(ConfigurationManagerCollectionAssignmentTarget { collection_id: None }),
                ..nothing.clone()
            },
            "(target=%7B%22collectionId%22:null%7D)",
        ),
    ] {
        assert_eq!(written(&literals), expected);
    }
}

#[test]
fn an_invalid_parameter_is_refused_by_name() {
    let faults = [
        refusal(&Literals { text: Some("a/b".into()), ..Literals::default() }.call()),
        refusal(&Literals { text: Some("a\\b".into()), ..Literals::default() }.call()),
        refusal(&Literals { text: Some("a\nb".into()), ..Literals::default() }.call()),
    ];
    for fault in faults {
        assert_eq!(fault.property(), Some("text"), "{fault}");
    }
    let no_days = refusal(&Literals { days: Some(Flags::new()), ..Literals::default() }.call());
    assert_eq!(no_days, InvalidRequestError::NoFlags { property: "days".into() });
    let masked = refusal(&Wipe { mac_os_unlock_code: Some("****".into()), ..Wipe::default() }.call("1"));
    assert_eq!(masked, InvalidRequestError::MaskedSecret { property: "macOsUnlockCode".into() });
    assert!(matches!(refusal(&SyncDevice.call("")), InvalidRequestError::PathValue { .. }));
    // Only the first error is reported.
    let both = Compare { template_id: "/".into() }.call("..");
    assert!(matches!(refusal(&both), InvalidRequestError::PathValue { .. }));
}

#[test]
fn a_collection_takes_query_options() {
    let request = Compare { template_id: "x".into() }
        .call("1")
        .select(DeviceManagementSettingComparison::COMPARISON_RESULT)
        .filter(DeviceManagementSettingComparison::COMPARISON_RESULT.eq(ComparisonResult::NotEqual))
        .top(5);
    assert_eq!(
        line(&request),
        "GET /beta/deviceManagement/templates/1/compare(templateId='x')?$select=comparisonResult,id&$filter=comparisonResult%20eq%20'notEqual'&$top=5"
    );
    let narrowed = request.clone().filter(DeviceManagementSettingComparison::ID.eq("a&b"));
    assert!(
        line(&narrowed)
            .contains("&$filter=comparisonResult%20eq%20'notEqual'%20and%20id%20eq%20'a%26b'&$top=5")
    );
    let other: Property<DeviceManagementSettingComparison, String> = Property::new("newValueJson");
    assert!(line(&request.select(other)).contains("$select=comparisonResult,id,newValueJson&"));
}

#[test]
fn a_filter_inside_of_a_raw_expansion_is_not_changed() {
    let request = Compare { template_id: "x".into() }
        .call("1")
        .query("$expand", "parts($filter=id eq 'b')")
        .filter(DeviceManagementSettingComparison::ID.eq("a"))
        .filter(DeviceManagementSettingComparison::ID.eq("b"));
    let line = line(&request);
    let query = line.split_once('?').expect("a query").1;
    let expected = "$expand=parts($filter=id%20eq%20'b')&$filter=id%20eq%20'a'%20and%20id%20eq%20'b'";
    assert_eq!(query, expected);
}

#[test]
fn a_secret_is_never_shown() {
    let wipe =
        Wipe { mac_os_unlock_code: Some("hunter2".into()), keep_user_data: Some(true), ..Wipe::default() };
    let shown = format!("{wipe:?} {:?}", wipe.call("device-1"));
    assert!(shown.contains("[redacted]") && shown.contains("Some(true)"), "{shown}");
    assert!(!shown.contains("hunter2") && !shown.contains("device-1"), "{shown}");
}

#[test]
fn an_operation_is_described_by_data() {
    let about = Wipe::ABOUT;
    assert_eq!(
        (about.name(), about.version(), about.sort().to_string().as_str()),
        ("wipe", "beta", "action")
    );
    assert_eq!(about.further()[0].name(), "comanaged");
    let parameters: Vec<_> = about
        .parameters()
        .iter()
        .map(|parameter| format!("{} {}", parameter.name(), parameter.kind()))
        .collect();
    assert_eq!(parameters[0], "keepEnrollmentData Edm.Boolean");
    assert_eq!(parameters[3], "persistEsimDataPlan Edm.Boolean");
    assert_eq!(about.permissions().delegated().len(), 1);
    assert!(
        format!("{:?}", Compare::ABOUT.result())
            .contains("Collection(microsoft.graph.deviceManagementSettingComparison)")
    );
    assert!(
        !Compare::ABOUT.parameters()[0].is_optional()
            && GetEffectivePermissions::ABOUT.parameters()[0].is_optional()
    );
}
