//! The model without I/O: the bodies of patches and the reading of replies.

use graph_entity::{Error, ErrorKind, InvalidRequestError, Patch, graph_entity};
use graph_entity_tests::{
    DeviceComplianceScriptDeviceState as State, DeviceComplianceScriptDeviceStatePatch as StatePatch,
    REQUEST_BODY, RESPONSE_BODY, RunState, SCRIPT_ID, STATE_ID, example_patch,
};

const ENDPOINT: &str = "https://graph.microsoft.com";

fn body(patch: impl serde::Serialize) -> String {
    serde_json::to_string(&patch).expect("a patch without faults")
}

fn refusal(error: &Error) -> &InvalidRequestError {
    match error {
        Error::Invalid(fault) => fault,
        other => panic!("refused before sending: {other}"),
    }
}

#[test]
fn the_documented_request_is_reproduced_exactly() {
    let request =
        State::update(SCRIPT_ID, STATE_ID, example_patch()).to_http(ENDPOINT).expect("a valid request");
    assert_eq!(request.method(), "PATCH");
    assert_eq!(
        request.uri().to_string(),
        format!(
            "{ENDPOINT}/beta/deviceManagement/deviceComplianceScripts/{SCRIPT_ID}/deviceRunStates/{STATE_ID}"
        )
    );
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.body(), REQUEST_BODY);
    assert_eq!(body(example_patch()), REQUEST_BODY);
}

#[test]
fn the_documented_response_is_read_and_written_back_exactly() {
    let state: State = serde_json::from_str(RESPONSE_BODY).expect("the page's response");
    assert_eq!(state.detection_state, Some(RunState::Success));
    assert_eq!(serde_json::to_string(&state).expect("an entity"), RESPONSE_BODY);
}

#[test]
fn a_cleared_property_is_null_and_the_others_are_absent() {
    let patch = State::patch().clear_script_error();
    assert_eq!(
        body(&patch),
        r##"{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","scriptError":null}"##
    );
    assert_eq!(patch.get("scriptError"), Some("null"));
    assert_eq!(patch.get("scriptOutput"), None);
}

#[test]
fn the_last_value_of_a_property_wins() {
    let patch = State::patch()
        .script_output("first")
        .clear_script_error()
        .script_output("second")
        .script_error("third");
    assert_eq!(patch.len(), 2);
    assert_eq!(patch.get("scriptOutput"), Some("\"second\""));
    assert_eq!(patch, State::patch().script_output("second").script_error("third"));
    assert_ne!(patch, State::patch().script_output("second"));
}

#[test]
fn an_empty_patch_is_refused_before_sending() {
    let error =
        State::update(SCRIPT_ID, STATE_ID, State::patch()).to_http(ENDPOINT).expect_err("nothing to send");
    let entity = "microsoft.graph.deviceComplianceScriptDeviceState";
    assert_eq!(refusal(&error), &InvalidRequestError::EmptyPatch { entity });
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn an_invalid_path_value_is_refused_before_sending() {
    for value in ["", ".", "..", "a/b", "a\\b", "a\u{0}b", "$value"] {
        let error = State::update(SCRIPT_ID, value, example_patch()).to_http(ENDPOINT).expect_err(value);
        let InvalidRequestError::PathValue { placeholder, .. } = refusal(&error) else { panic!("{error}") };
        assert_eq!(placeholder, "deviceComplianceScriptDeviceStateId");
    }
}

#[test]
fn a_path_value_is_one_segment() {
    let request = State::update("b c#d", "ü?&=+", example_patch()).to_http(ENDPOINT).expect("encoded");
    assert!(
        request
            .uri()
            .path()
            .ends_with("/deviceComplianceScripts/b%20c%23d/deviceRunStates/%C3%BC%3F%26%3D%2B")
    );
    assert_eq!(request.uri().query(), None);
}

#[test]
fn an_unknown_member_is_kept_and_an_unknown_property_ignored() {
    let json = r#"{"id":"1","detectionState":"paused","novelty":{"a":[1]},"scriptOutput":null}"#;
    let state: State = serde_json::from_str(json).expect("a reply of a newer service");
    assert_eq!(state.detection_state, Some(RunState::Unrecognized("paused".into())));
    assert_eq!(state.detection_state.map(|state| state.to_string()).as_deref(), Some("paused"));
    assert_eq!(state.script_output, None);
}

#[test]
fn an_error_of_a_wrong_type_names_the_property() {
    for (json, words) in [
        (
            r#"{"id":"1","detectionState":5}"#,
            "property `detectionState`: expected microsoft.graph.runState, found the number 5",
        ),
        (
            r#"{"id":"1","lastSyncDateTime":"yesterday"}"#,
            "property `lastSyncDateTime`: expected Edm.DateTimeOffset",
        ),
        (
            r#"{"id":"1","scriptOutput":{"a":1}}"#,
            "property `scriptOutput`: expected Edm.String, found an object",
        ),
        (r#"{"scriptOutput":"x"}"#, "property `id`: it is missing"),
    ] {
        let error = serde_json::from_str::<State>(json).expect_err(json).to_string();
        assert!(error.starts_with(words), "{error}");
    }
}

#[test]
fn a_setter_of_an_option_without_a_value_changes_nothing() {
    let patch = State::patch().when(None, |patch, text: &str| patch.script_output(text));
    assert!(patch.is_empty());
    let patch = patch.when(Some("x"), StatePatch::script_output);
    assert_eq!(patch.get("scriptOutput"), Some("\"x\""));
}

#[test]
fn raw_sets_undeclared_properties_and_keeps_the_order() {
    let patch = State::patch().raw("novelty", 5).script_output("x").raw("id", "y");
    assert_eq!(
        body(&patch),
        r##"{"@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","id":"y","scriptOutput":"x","novelty":5}"##
    );
    assert_eq!(body(patch.raw("novelty", 6).script_output("z")).matches("novelty").count(), 1);
}

#[test]
fn debug_shows_the_json_to_send() {
    let text = format!("{:?}", State::patch().clear_script_error().detection_state(RunState::Fail));
    assert_eq!(
        text,
        r##"{"@odata.type": "#microsoft.graph.deviceComplianceScriptDeviceState", "detectionState": "fail", "scriptError": null}"##
    );
}

#[test]
fn an_entity_is_described_by_data() {
    let about = State::ABOUT;
    assert_eq!(about.version(), "beta");
    assert_eq!(about.permissions().delegated().first(), Some(&"DeviceManagementConfiguration.ReadWrite.All"));
    assert_eq!(about.structure().name(), "microsoft.graph.deviceComplianceScriptDeviceState");
    let described: Vec<_> = about
        .structure()
        .properties()
        .iter()
        .map(|property| {
            (property.name(), property.kind().to_string(), property.is_read_only(), property.is_nullable())
        })
        .collect();
    assert_eq!(described[0], ("id", "Edm.String".to_owned(), true, false));
    assert_eq!(described[1], ("detectionState", "microsoft.graph.runState".to_owned(), false, false));
    assert_eq!(described[6], ("scriptError", "Edm.String".to_owned(), false, true));
}

/// One property for each rule.
#[graph_entity(path = "/ruled/{ruledId}")]
struct Ruled {
    id: String,
    plain: Option<String>,
    #[graph(read_only)]
    read_only: Option<String>,
    #[graph(create_only)]
    create_only: Option<String>,
    #[graph(not_null)]
    not_null: Option<String>,
    #[graph(navigation)]
    navigation: Option<State>,
    #[graph(sensitive)]
    sensitive: Option<String>,
}

#[test]
fn the_macro_and_the_runtime_mean_the_same_rules() {
    let told: Vec<_> = Ruled::ABOUT
        .structure()
        .properties()
        .iter()
        .map(|property| {
            let rules = [
                (property.is_key(), "key"),
                (property.is_read_only(), "read only"),
                (property.is_create_only(), "create only"),
                (!property.is_nullable(), "not null"),
                (property.is_navigation(), "navigation"),
                (property.is_sensitive(), "sensitive"),
            ];
            (
                property.name(),
                rules.iter().filter(|(holds, _)| *holds).map(|(_, rule)| *rule).collect::<Vec<_>>(),
            )
        })
        .collect();
    let expected: [(&str, &[&str]); 7] = [
        ("id", &["key", "read only", "not null"]),
        ("plain", &[]),
        ("readOnly", &["read only"]),
        ("createOnly", &["create only"]),
        ("notNull", &["not null"]),
        ("navigation", &["navigation"]),
        ("sensitive", &["sensitive"]),
    ];
    assert_eq!(told, expected.map(|(name, rules)| (name, rules.to_vec())));
}
