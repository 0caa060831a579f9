//! Successful answers.

use graph_entity_emulator::{Emulator, TypeAnnotations, UpdateAnswer};
use serde_json::json;

use crate::entities::{self, IosConfiguration, MacOSConfiguration, REQUEST, SAMPLE, STATE, Sample};
use crate::metadata::graph;
use crate::wire::{JSON, TOKEN, get, patch, send};

#[tokio::test]
async fn the_documented_request_gets_the_documented_response() {
    let emulator = entities::state().type_annotations(TypeAnnotations::Always).start().await;
    let answer = patch(&emulator, STATE, REQUEST).await;
    assert_eq!(answer.status, 200);
    let context = format!(
        "{}/beta/$metadata#deviceManagement/deviceComplianceScripts('script-1')/deviceRunStates/$entity",
        emulator.endpoint()
    );
    let expected = [
        r#"{"@odata.context":""#,
        &context,
        r##"","@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","##,
        r#""id":"7bd39c86-9c86-7bd3-869c-d37b869cd37b","detectionState":"success","#,
        r#""lastStateUpdateDateTime":"2017-01-01T00:02:58.4418045-08:00","#,
        r#""expectedStateUpdateDateTime":"2016-12-31T23:58:26.9294641-08:00","#,
        r#""lastSyncDateTime":"2017-01-01T00:02:49.3205976-08:00","#,
        r#""scriptOutput":"Script Output value","scriptError":"Script Error value"}"#,
    ];
    assert_eq!(answer.text, expected.concat());
    assert_eq!(get(&emulator, STATE).await.text, answer.text);
}

#[tokio::test]
async fn a_seed_gets_missing_properties_and_keeps_its_texts() {
    let emulator = entities::state().start().await;
    let body = get(&emulator, STATE).await.json();
    assert_eq!(body["lastStateUpdateDateTime"], "2016-01-01T00:02:58.4418040+00:00");
    assert_eq!(body["lastSyncDateTime"], "2016-01-01T00:02:49Z");
    assert_eq!(body["id"], "7bd39c86-9c86-7bd3-869c-d37b869cd37b");
    assert_eq!(body.get("scriptError"), Some(&json!(null)));
    assert_eq!(body.get("@odata.type"), None, "the type is the declared one");
}

#[tokio::test]
async fn an_entity_can_be_seeded() {
    let sample: Sample =
        serde_json::from_value(json!({"id": "1", "double": 1.333_333_333_333_333_3})).unwrap();
    let emulator = Emulator::builder().seed::<Sample>(["1"], &sample).start().await;
    let body = get(&emulator, SAMPLE).await.json();
    assert_eq!((&body["double"], &body["tags"]), (&json!(1.333_333_333_333_333_3), &json!([])));
    assert_eq!(body.get("parent"), None, "a related entity is not part of a reply");
}

#[tokio::test]
async fn a_patch_keeps_absent_properties_clears_nulls_and_replaces_collections() {
    let emulator = entities::sample().start().await;
    patch(&emulator, SAMPLE, r#"{"flag": true, "int": 1, "tags": ["b", "c"]}"#).await;
    let answer = patch(&emulator, SAMPLE, r#"{"flag": null, "tags": []}"#).await;
    let body = answer.json();
    assert_eq!((&body["flag"], &body["int"], &body["tags"]), (&json!(null), &json!(1), &json!([])));
}

#[tokio::test]
async fn every_kind_of_value_is_accepted_and_returned() {
    let emulator = entities::sample().start().await;
    let values = json!({
        "flag": false, "byte": 255, "short": -32768, "int": 2_147_483_647, "long": i64::MAX, "single": 1.5,
        "double": "-INF", "decimal": 12.5, "guid": "7bd39c86-9c86-7bd3-869c-d37b869cd37b", "date": "2016-12-31",
        "moment": "0001-01-01T00:00:00Z", "time": "12:00:05.5020000", "duration": "-PT17.1357909S",
        "binary": "YmluYXJ5", "anything": {"a": [1, null]}, "state": "scriptError", "tags": ["a"],
        "states": ["fail", "pending"]
    });
    let body = patch(&emulator, SAMPLE, &values.to_string()).await.json();
    for (name, value) in values.as_object().unwrap() {
        assert_eq!(&body[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_patch_without_changes_is_accepted() {
    let emulator = entities::sample().start().await;
    let harmless = [
        r#"{"id": "1", "version": 3, "platform": "windows"}"#,
        r##"{"@odata.type": "#microsoft.graph.sample", "@odata.etag": "x", "tags@odata.type": "#Collection(String)"}"##,
        r#"{"@odata.type": "microsoft.graph.sample"}"#,
        r#"{"state": "unknownFutureValue"}"#,
        "{}",
    ];
    let before = get(&emulator, SAMPLE).await.text;
    for body in harmless {
        let answer = patch(&emulator, SAMPLE, body).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, before.as_str()), "{body}");
    }
}

/// Some published enumerations spell the sentinel with a capital letter.
#[tokio::test]
async fn the_sentinel_is_known_in_every_spelling() {
    let text = r#"{"version": "beta",
        "enums": [{"type": "t.issuer", "members": ["one", "UnknownFutureValue", "later"]}],
        "entities": [{"type": "t.signIn", "path": "/signIns/{id}", "properties": [
            {"name": "id", "type": "Edm.String", "rule": "key"}, {"name": "issuer", "type": "t.issuer"}],
            "seeds": [{"keys": ["1"], "value": {"issuer": "later"}}]}]}"#;
    let emulator = Emulator::builder().json(text).start().await;
    assert_eq!(get(&emulator, "/beta/signIns/1").await.json()["issuer"], "UnknownFutureValue");
    for body in [r#"{"issuer": "UnknownFutureValue"}"#, r#"{"issuer": "unknownFutureValue"}"#] {
        assert_eq!(patch(&emulator, "/beta/signIns/1", body).await.status, 200, "counts as absent");
        let (status, _, message) =
            send(&emulator, "POST", "/beta/signIns", &[TOKEN, JSON], body).await.error();
        assert!(status == 400 && message.contains("never a value to set"), "{body}: {message}");
    }
    let header = "Prefer: include-unknown-enum-members";
    let answer = send(&emulator, "GET", "/beta/signIns/1", &[TOKEN, header], "").await;
    assert_eq!(answer.json()["issuer"], "later");
}

#[tokio::test]
async fn a_complex_value_is_merged() {
    let text = r#"{"version": "beta",
        "complexTypes": [{"type": "microsoft.graph.node", "properties": [
            {"name": "text", "type": "Edm.String"},
            {"name": "rank", "type": "Edm.Int32", "rule": "readOnly"},
            {"name": "next", "type": "microsoft.graph.node"},
            {"name": "all", "type": "Collection(microsoft.graph.node)"}]}],
        "entities": [{"type": "microsoft.graph.holder", "path": "/holder",
            "properties": [{"name": "node", "type": "microsoft.graph.node"}],
            "seeds": [{"value": {"node": {"text": "a", "rank": 1, "next": {"text": "b", "rank": 2}}}}]}]}"#;
    let emulator = Emulator::builder().json(text).start().await;
    assert_eq!(emulator.urls(), [format!("{}/beta/holder", emulator.endpoint())]);
    let change = r#"{"node": {"rank": 1, "next": {"text": "c"}, "all": [{"text": "d", "rank": 9}]}}"#;
    let body = patch(&emulator, "/beta/holder", change).await.json();
    let expected = json!({
        "text": "a", "rank": 1, "next": {"text": "c", "rank": 2}, "all": [{"text": "d", "rank": 9}]
    });
    assert_eq!(body["node"], expected);
    for (change, message) in [
        (
            r#"{"node": {"next": {"rank": 3}}}"#,
            "'rank' on type 'microsoft.management.services.api.node' is read-only",
        ),
        (r#"{"node": {"all": [{"no": 1}]}}"#, "The property 'no' does not exist"),
        (r#"{"node": {"all": [null]}}"#, "A null value was found for the property named 'all'"),
        (r#"{"node": [1]}"#, "A 'StartObject' node was expected"),
        (r##"{"node": {"@odata.type": "#microsoft.graph.holder"}}"##, "incompatible with the metadata"),
    ] {
        let (status, _, actual_message) = patch(&emulator, "/beta/holder", change).await.error();
        assert!(status == 400 && actual_message.contains(message), "{change}: {actual_message}");
    }
    let nulled = patch(&emulator, "/beta/holder", r#"{"node": null}"#).await.json();
    assert_eq!(nulled["node"], json!(null));
}

#[tokio::test]
async fn a_flags_enum_accepts_a_combination_of_members() {
    let text = r#"{"version": "beta", "enums": [{"type": "t.days", "isFlags": true, "members": ["none", "mon", "tue"]}],
        "entities": [{"type": "t.week", "path": "/week", "properties": [{"name": "days", "type": "t.days"}],
            "seeds": [{"value": {"days": "none"}}]}]}"#;
    let emulator = Emulator::builder().json(text).start().await;
    let body = patch(&emulator, "/beta/week", r#"{"days": "mon, tue"}"#).await.json();
    assert_eq!(body["days"], "mon, tue");
    let (_, _, actual_message) = patch(&emulator, "/beta/week", r#"{"days": "mon,sun"}"#).await.error();
    assert_eq!(actual_message, "Requested value 'sun' was not found.");
}

#[tokio::test]
async fn a_reply_has_the_type_unless_it_is_the_declared_one() {
    let emulator = Emulator::builder()
        .seed::<IosConfiguration>(["1"], json!({}))
        .seed::<MacOSConfiguration>(["2"], json!({"payload": "x"}))
        .start()
        .await;
    let body = get(&emulator, "/v1.0/deviceManagement/deviceConfigurations/2").await.json();
    assert_eq!(body["@odata.type"], "#microsoft.graph.macOSConfiguration");
    let (_, _, actual_message) =
        patch(&emulator, "/v1.0/deviceManagement/deviceConfigurations/1", r#"{"payload": "x"}"#)
            .await
            .error();
    assert!(
        actual_message.contains(
            "'payload' does not exist on type 'microsoft.management.services.api.iosConfiguration'"
        )
    );
}

#[tokio::test]
async fn an_unchecked_seed_is_served_unchanged() {
    let newer = json!({"@odata.type": "#x", "detectionState": "paused", "newProperty": 1, "scriptOutput": 7});
    let emulator = Emulator::builder()
        .seed_unchecked::<entities::DeviceComplianceScriptDeviceState>(["a", "b"], newer)
        .start()
        .await;
    let body =
        get(&emulator, "/beta/deviceManagement/deviceComplianceScripts/a/deviceRunStates/b").await.json();
    assert_eq!((&body["detectionState"], &body["newProperty"]), (&json!("paused"), &json!(1)));
    assert_eq!((&body["scriptOutput"], body.get("@odata.type")), (&json!(7), None));
}

#[tokio::test]
async fn answers_have_the_headers_of_graph() {
    let emulator = entities::state().start().await;
    let answer = send(&emulator, "GET", STATE, &[TOKEN, "client-request-id: mine"], "").await;
    assert_eq!(
        answer.header("content-type"),
        Some(
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
        )
    );
    assert_eq!(answer.header("odata-version"), Some("4.0"));
    assert_eq!(answer.header("client-request-id"), Some("mine"));
    assert_eq!(answer.header("request-id").map(str::len), Some(36));
    assert!(answer.header("date").is_some_and(|date| date.ends_with(" GMT")));
    let diagnostic = answer.header("x-ms-ags-diagnostic").map(serde_json::from_str::<serde_json::Value>);
    assert!(diagnostic.unwrap().unwrap()["ServerInfo"]["RoleInstance"].is_string());
    assert_eq!(answer.header("x-graph-emulator-wording"), None);
    assert_eq!(get(&emulator, STATE).await.header("client-request-id"), None);
    let unreadable = send(&emulator, "GET", STATE, &[TOKEN, "client-request-id: \u{e9}"], "").await;
    assert_eq!((unreadable.status, unreadable.header("client-request-id")), (200, None));
}

#[tokio::test]
async fn prefer_and_the_setting_decide_between_200_and_204() {
    let cases = [
        (UpdateAnswer::Documented, "X: y", 200, None),
        (UpdateAnswer::Entity, "X: y", 200, None),
        (UpdateAnswer::Entity, "Prefer: return=minimal", 204, Some("return=minimal")),
        (UpdateAnswer::Entity, "Prefer: odata.maxpagesize=5, Return=Minimal", 204, Some("return=minimal")),
        (UpdateAnswer::NoContent, "X: y", 204, None),
        (UpdateAnswer::NoContent, "Prefer: return=representation", 200, Some("return=representation")),
    ];
    for (setting, header, status, applied) in cases {
        let emulator = entities::state().update_answer(setting).start().await;
        let answer =
            send(&emulator, "PATCH", STATE, &[TOKEN, JSON, header], r#"{"scriptOutput": "x"}"#).await;
        assert_eq!(
            (answer.status, answer.header("preference-applied")),
            (status, applied),
            "{setting:?} {header}"
        );
        assert_eq!(answer.text.is_empty(), status == 204);
        assert_eq!(answer.header("content-type").is_some(), status == 200);
        assert_eq!(get(&emulator, STATE).await.json()["scriptOutput"], "x");
    }
}

#[tokio::test]
async fn update_answers_can_be_set_per_type() {
    let emulator = graph()
        .seed::<Sample>(["1"], json!({}))
        .seed_at(
            "/beta/apps/1",
            json!({"@odata.type": "#microsoft.graph.webApp", "channel": "stable", "score": 1}),
        )
        .seed_at(
            "/beta/apps/2",
            json!({"@odata.type": "#microsoft.graph.win32App", "channel": "stable", "score": 1}),
        )
        .seed_at("/beta/categories/1", json!({}))
        .update_answer_of("microsoft.graph.app", UpdateAnswer::NoContent)
        .update_answer_of("#microsoft.graph.win32App", UpdateAnswer::Entity)
        .update_answer_for::<Sample>(UpdateAnswer::NoContent)
        .start()
        .await;
    let web = r##"{"@odata.type": "#microsoft.graph.webApp"}"##;
    let win32 = r##"{"@odata.type": "#microsoft.graph.win32App"}"##;
    for (method, path, body, status) in [
        ("PATCH", "/beta/apps/1", web, 204),
        ("PUT", "/beta/apps/1", web, 204),
        ("PATCH", "/beta/apps/2", win32, 200),
        ("PATCH", "/beta/categories/1", "{}", 200),
        ("PATCH", SAMPLE, "{}", 204),
    ] {
        let answer = send(&emulator, method, path, &[TOKEN, JSON], body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        let preferred =
            send(&emulator, method, path, &[TOKEN, JSON, "Prefer: return=representation"], body).await;
        assert_eq!(preferred.status, 200, "{method} {path}: the preference of the client wins");
    }
    let described = Emulator::builder().json(include_str!("../../src/sources/json.example.json"));
    let emulator = described.start().await;
    let answer = patch(&emulator, "/beta/deviceManagement/deviceStates/42", r#"{"state": "success"}"#).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    let unknown = graph().update_answer_of("microsoft.graph.nothing", UpdateAnswer::Entity).try_start().await;
    let actual_message = unknown.unwrap_err().to_string();
    assert!(actual_message.starts_with("no type `microsoft.graph.nothing` is served"), "{actual_message}");
}

#[tokio::test]
async fn names_are_case_insensitive_and_keys_are_not() {
    let emulator = entities::state().start().await;
    let path = STATE.replace("deviceRunStates", "DEVICERUNSTATES").replace("script-1", "%73cript-1");
    assert_eq!(get(&emulator, &path).await.text, get(&emulator, STATE).await.text);
    assert_eq!(get(&emulator, &STATE.replace("script-1", "Script-1")).await.status, 404);
}

#[tokio::test]
async fn special_characters_in_keys_are_preserved() {
    let emulator = Emulator::builder().seed::<Sample>(["b c#d'é"], json!({})).start().await;
    assert_eq!(emulator.urls(), [format!("{}/v1.0/samples/b%20c%23d%27%C3%A9", emulator.endpoint())]);
    let body = get(&emulator, "/v1.0/samples/b%20c%23d'%C3%A9").await.json();
    assert_eq!(body["id"], "b c#d'é");
    assert!(body["@odata.context"].as_str().unwrap().ends_with("$metadata#samples/$entity"));
}
