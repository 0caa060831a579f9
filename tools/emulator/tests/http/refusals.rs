//! The status, code and message of every refusal.

use graph_entity_emulator::Emulator;
use serde_json::{Value, json};

use crate::entities::{self, SAMPLE, STATE};
use crate::wire::{JSON, TOKEN, get, patch, send};

const MODEL: &str = "ModelValidationFailure";

/// Sends each body to the sample, compares code and message, and checks that no request changed the
/// entity.
async fn check_each(cases: &[(&str, &str, &str)]) {
    let emulator = entities::sample().start().await;
    let before = get(&emulator, SAMPLE).await.text;
    for (body, code, message) in cases {
        let (status, actual_code, actual_message) = patch(&emulator, SAMPLE, body).await.error();
        assert_eq!((status, actual_code.as_str()), (400, *code), "{body}: {actual_message}");
        assert!(actual_message.contains(message), "{body}: {actual_message}");
    }
    assert_eq!(get(&emulator, SAMPLE).await.text, before);
}

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_refused() {
    let words = "Unable to read JSON request payload.";
    let nested = "[".repeat(100_000);
    let bodies = ["", "{", "[]", "null", "7", "{\"flag\": tru}", "{\"flag\": true}x", "\u{feff}{}", &nested];
    check_each(&bodies.map(|body| (body, "BadRequest", words))).await;
    let emulator = entities::sample().start().await;
    let answer = send(&emulator, "PATCH", SAMPLE, &[TOKEN, "Content-Type: text/plain"], "{}").await;
    assert_eq!(answer.error().1, "BadRequest");
    let charset = "Content-Type: application/json; charset=utf-8";
    assert_eq!(send(&emulator, "PATCH", SAMPLE, &[TOKEN, charset], "{}").await.status, 200);
}

#[tokio::test]
async fn a_wrong_type_name_is_refused() {
    let incompatible = "specified its type as 'microsoft.management.services.api.other', but the type specified in the \
                        metadata is 'microsoft.management.services.api.sample'";
    check_each(&[
        (
            r##"{"@odata.type": "#microsoft.graph.nothing"}"##,
            MODEL,
            "A type named 'microsoft.graph.nothing' could not be resolved by the model.",
        ),
        (r#"{"@odata.type": "Microsoft.Graph.Sample"}"#, MODEL, "could not be resolved by the model"),
        (r#"{"@odata.type": 7}"#, MODEL, "must be a string"),
        (r#"{"@odata.type": ""}"#, MODEL, "could not be resolved"),
    ])
    .await;
    let other = r#"{"version": "v1.0", "entities": [{"type": "microsoft.graph.other", "path": "/others/{id}",
        "properties": []}]}"#;
    let emulator = entities::sample().json(other).start().await;
    let (_, code, actual_message) =
        patch(&emulator, SAMPLE, r##"{"@odata.type": "#microsoft.graph.other"}"##).await.error();
    assert!(code == MODEL && actual_message.contains(incompatible), "{actual_message}");
}

#[tokio::test]
async fn an_unknown_property_is_refused() {
    let words = "does not exist on type 'microsoft.management.services.api.sample'. Make sure to only use property \
                 names that are defined by the type.";
    check_each(&[
        (r#"{"nope": 1}"#, MODEL, &format!("The property 'nope' {words}")),
        (r#"{"nope@odata.type": "x"}"#, MODEL, &format!("The property 'nope' {words}")),
        (r#"{"flag": true, "": 1}"#, MODEL, words),
    ])
    .await;
}

#[tokio::test]
async fn an_invalid_null_is_refused() {
    check_each(&[
        (
            r#"{"tags": null}"#,
            MODEL,
            "A null value was found for the property named 'tags', which has the expected type \
             'Collection(Edm.String)[Nullable=False]'. The expected type 'Collection(Edm.String)[Nullable=False]' does \
             not allow null values.",
        ),
        (r#"{"tags": ["a", null]}"#, MODEL, "'tags', which has the expected type 'Edm.String[Nullable=False]'"),
        (r#"{"id": null}"#, MODEL, "'id', which has the expected type 'Edm.String[Nullable=False]'"),
    ])
    .await;
    let emulator = entities::state().start().await;
    let (status, code, actual_message) = patch(&emulator, STATE, r#"{"detectionState": null}"#).await.error();
    assert_eq!((status, code.as_str()), (400, MODEL));
    assert!(
        actual_message.contains("'microsoft.management.services.api.runState[Nullable=False]'"),
        "{actual_message}"
    );
}

#[tokio::test]
async fn a_value_of_another_type_is_refused() {
    let cases = [
        ("flag", json!("true"), "Cannot convert the literal 'true' to the expected type 'Edm.Boolean'."),
        ("flag", json!(0), "Cannot convert the literal '0' to the expected type 'Edm.Boolean'."),
        ("platform", json!(true), "Cannot convert the literal 'True' to the expected type 'Edm.String'."),
        ("byte", json!(256), "literal '256' to the expected type 'Edm.Byte'"),
        ("short", json!(32768), "'Edm.Int16'"),
        ("int", json!(2_147_483_648_u32), "'Edm.Int32'"),
        ("int", json!(1.5), "'Edm.Int32'"),
        ("int", json!("1"), "'Edm.Int32'"),
        ("long", json!(u64::MAX), "'Edm.Int64'"),
        (
            "long",
            json!("1"),
            "target type 'Edm.Int64' because of conflict between input format string/number",
        ),
        ("decimal", json!("1.5"), "target type 'Edm.Decimal' because of conflict"),
        ("single", json!(1e39), "'Edm.Single'"),
        ("double", json!("1.5"), "'Edm.Double'"),
        ("guid", json!("7bd39c86"), "'Edm.Guid'"),
        ("date", json!("2023-02-29"), "'Edm.Date'"),
        ("moment", json!("2017-01-01T00:02:58"), "'Edm.DateTimeOffset'"),
        ("moment", json!(1), "'Edm.DateTimeOffset'"),
        ("time", json!("24:00:00"), "'Edm.TimeOfDay'"),
        ("duration", json!("2h"), "'Edm.Duration'"),
        ("binary", json!("YQ"), "'Edm.Binary'"),
        ("state", json!("Successful"), "Requested value 'Successful' was not found."),
        ("state", json!(1), "literal '1' to the expected type 'microsoft.management.services.api.runState'"),
        ("states", json!(["success", "nope"]), "Requested value 'nope' was not found."),
        (
            "tags",
            json!("a"),
            "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray'",
        ),
        ("tags", json!([1]), "Cannot convert the literal '1' to the expected type 'Edm.String'."),
        ("tags", json!([["a"]]), "An unexpected 'StartArray' node was found"),
        (
            "flag",
            json!([true]),
            "An unexpected 'StartArray' node was found when reading from the JSON reader. A 'PrimitiveValue'",
        ),
        ("flag", json!({}), "An unexpected 'StartObject' node was found"),
    ];
    let bodies: Vec<(String, &str)> =
        cases.iter().map(|(name, value, words)| (json!({*name: value}).to_string(), *words)).collect();
    let cases: Vec<(&str, &str, &str)> =
        bodies.iter().map(|(body, words)| (body.as_str(), MODEL, *words)).collect();
    check_each(&cases).await;
}

#[tokio::test]
async fn changes_that_an_update_must_not_make_are_refused() {
    check_each(&[
        (r#"{"id": "2"}"#, "BadRequest", "'id' on type 'microsoft.management.services.api.sample' is read-only"),
        (r#"{"flag": true, "version": 4}"#, "BadRequest", "'version'"),
        (r#"{"version": null}"#, "BadRequest", "is read-only and cannot be changed"),
        (r#"{"platform": "ios"}"#, "BadRequest", "is set on create only and cannot be changed"),
        (
            r#"{"parent": []}"#,
            MODEL,
            "Cannot apply PATCH to navigation property 'parent' on entity type 'microsoft.management.services.api.sample'.",
        ),
    ])
    .await;
    let emulator = entities::sample().start().await;
    let answer = patch(&emulator, SAMPLE, r#"{"id": "2"}"#).await;
    assert_eq!(answer.header("x-graph-emulator-wording"), Some("ours"));
    let message: Value = serde_json::from_str(&answer.error().2).unwrap();
    assert_eq!(message["_version"], 3);
}

#[tokio::test]
async fn a_missing_or_wrong_token_is_refused() {
    let emulator = entities::state().token("right").start().await;
    let empty = "Access token is empty.";
    let wrong = "CompactToken parsing failed with error code: 80049217";
    let cases = [
        ("X: y", empty),
        ("Authorization: Bearer", empty),
        ("Authorization: Bearer ", empty),
        ("Authorization: right", empty),
        ("Authorization: Bearer wrong", wrong),
        ("Authorization: Bearer right2", wrong),
        ("Authorization: Bearer Right", wrong),
        ("Authorization: Basic right", wrong),
    ];
    for (header, message) in cases {
        for path in [STATE, "/beta/nothing", "/nothing"] {
            let answer = send(&emulator, "GET", path, &[header], "").await;
            let expected = (401, "InvalidAuthenticationToken".to_owned(), message.to_owned());
            assert_eq!(answer.error(), expected, "{header}");
            assert!(
                answer
                    .header("www-authenticate")
                    .unwrap()
                    .starts_with("Bearer realm=\"\", authorization_uri=")
            );
        }
    }
    assert_eq!(send(&emulator, "GET", STATE, &["authorization: bearer right"], "").await.status, 200);
    assert!(!format!("{emulator:?}").contains("right"));
}

#[tokio::test]
async fn an_unknown_address_is_refused() {
    let emulator = entities::state().start().await;
    let route = |path: &str, shape: &str, keyed: &str, verb: &str| {
        let message = format!(
            "No OData route exists that match template {shape} with http verb {verb} for request \
             /DeviceFE/StatelessDeviceFEService/{keyed}."
        );
        (verb.to_owned(), path.to_owned(), message)
    };
    let keyed = "deviceManagement/deviceComplianceScripts('script-1')/deviceRunStates('7bd39c86-9c86-7bd3-869c-d37b869cd37b')";
    let shape = "~/singleton/navigation/key/navigation/key";
    let cases = [
        route(STATE, shape, keyed, "POST"),
        route(STATE, shape, keyed, "OPTIONS"),
        route(
            &STATE.replace("beta", "v1.0").replace("7bd", "7-"),
            "~/singleton/navigation/navigation/navigation/navigation",
            "",
            "GET",
        ),
        route(
            "/beta/deviceManagement/things/1",
            "~/singleton/navigation/key",
            "deviceManagement/things('1')",
            "PATCH",
        ),
        route("/beta", "~", "", "GET"),
    ];
    for (verb, path, message) in cases {
        let (status, code, actual_message) = send(&emulator, &verb, &path, &[TOKEN, JSON], "").await.error();
        assert_eq!((status, code.as_str()), (400, "No method match route template"), "{path}");
        if !path.starts_with("/v1.0") {
            assert_eq!(actual_message, message);
        }
    }
    for (path, status, code, message) in [
        ("/v9/deviceManagement", 404, "ResourceNotFound", "Invalid version: v9"),
        ("/deviceManagement/x", 404, "ResourceNotFound", "Invalid version: devicemanagement"),
        ("//", 404, "ResourceNotFound", "Invalid version: "),
        ("/beta/%FF", 400, "BadRequest", "not UTF-8"),
        (
            "/beta/deviceManagement/deviceComplianceScripts/a%2Fb/deviceRunStates/c",
            400,
            "RequestBroker--ParseUri",
            "segment 'c'",
        ),
    ] {
        let (actual_status, actual_code, actual_message) = get(&emulator, path).await.error();
        assert_eq!((actual_status, actual_code.as_str()), (status, code), "{path}");
        assert!(actual_message.contains(message), "{path}: {actual_message}");
    }
}

#[tokio::test]
async fn an_unknown_key_is_not_found() {
    let emulator = entities::state().start().await;
    for verb in ["GET", "PATCH"] {
        let answer = send(
            &emulator,
            verb,
            &STATE.replace("7bd3", "0000"),
            &[TOKEN, JSON, "client-request-id: c"],
            "{}",
        )
        .await;
        let (status, code, message) = answer.error();
        assert_eq!((status, code.as_str()), (404, "ResourceNotFound"));
        let message: Value = serde_json::from_str(&message).unwrap();
        assert!(message["Message"].as_str().unwrap().contains(" - Activity ID: c - Url: "));
        assert_eq!(answer.json()["error"]["innerError"]["client-request-id"], "c");
        assert_eq!(answer.header("request-id"), answer.json()["error"]["innerError"]["request-id"].as_str());
    }
}

#[tokio::test]
async fn a_request_that_is_not_emulated_is_answered_501() {
    let emulator = entities::sample().start().await;
    for answer in [
        get(&emulator, &format!("{SAMPLE}?$apply=x")).await,
        get(&emulator, &format!("{SAMPLE}?$compute=x")).await,
    ] {
        assert_eq!((answer.status, answer.header("x-graph-emulator-wording")), (501, Some("ours")));
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let emulator: Emulator = entities::sample().body_limit(20).start().await;
    let (status, code, _) = patch(&emulator, SAMPLE, r#"{"platform": "windows"}"#).await.error();
    assert_eq!((status, code.as_str()), (413, "RequestEntityTooLarge"));
    assert_eq!(patch(&emulator, SAMPLE, r#"{"flag": true}"#).await.status, 200);
    assert_eq!(
        emulator.requests().iter().map(|request| (request.status, request.body.len())).collect::<Vec<_>>(),
        [(413, 0), (200, 14)]
    );
}
