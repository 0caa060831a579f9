//! The control addresses.

use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use serde_json::{Value, json};

use crate::entities::{self, CATEGORIES, DeviceCategory, SAMPLE};
use crate::metadata::graph;
use crate::wire::{Answer, TOKEN, get, patch, raw, send};

pub(crate) async fn request(emulator: &Emulator, method: &str, path: &str) -> Answer {
    send(emulator, method, path, &[], "").await
}

pub(crate) fn with_markup() -> graph_entity_emulator::Builder {
    Emulator::builder()
        .seed::<DeviceCategory>(["1"], json!({"displayName": "<script>alert('\"&')</script>"}))
        .seed::<DeviceCategory>(["<b>"], json!({}))
        .token("top-secret")
}

#[tokio::test]
async fn what_is_new_is_polled() {
    let emulator = entities::sample().start().await;
    let status = request(&emulator, "GET", "/emulator/status").await.json();
    assert_eq!(status["requests"], json!({"arrived": 0, "recorded": 0, "kept": 0, "oldest": null}));
    assert_eq!((&status["endpoint"], &status["hasDataFile"]), (&json!(emulator.endpoint()), &json!(false)));
    for int in 0..3 {
        patch(&emulator, SAMPLE, &json!({"int": int}).to_string()).await;
    }
    let later = request(&emulator, "GET", "/emulator/status").await.json();
    assert_eq!(later["requests"], json!({"arrived": 3, "recorded": 3, "kept": 3, "oldest": 0}));
    assert_eq!(later["findings"], json!({"different": 1, "count": 3}));
    assert_ne!(later["entities"]["state"], status["entities"]["state"]);
    for (query, indices) in
        [("", vec![0, 1, 2]), ("?since=2", vec![2]), ("?limit=2", vec![1, 2]), ("?since=3", vec![])]
    {
        let list = request(&emulator, "GET", &format!("/emulator/requests{query}")).await.json();
        let found: Vec<u64> =
            list.as_array().unwrap().iter().map(|it| it["index"].as_u64().unwrap()).collect();
        assert_eq!(found, indices, "{query}");
    }
    let outline = request(&emulator, "GET", "/emulator/requests?bodies=false&limit=1").await.json();
    assert_eq!(
        (&outline[0]["status"], outline[0].get("json"), outline[0].get("headers")),
        (&json!(200), None, None)
    );
    request(&emulator, "POST", "/emulator/reset").await;
    let reset = request(&emulator, "GET", "/emulator/status").await.json();
    assert_eq!((&reset["resets"], &reset["requests"]["kept"]), (&json!(1), &json!(0)));
    assert_eq!((&reset["started"], &reset["requests"]["recorded"]), (&status["started"], &json!(3)));
    for path in
        ["requests?since=x", "requests?limit=-1", "requests?bodies=1", "requests?x=1", "entities?limit=x"]
    {
        assert_eq!(request(&emulator, "GET", &format!("/emulator/{path}")).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn addresses_entities_and_settings_are_json() {
    let emulator = with_markup().page_size(7).start().await;
    let addresses = request(&emulator, "GET", "/emulator/addresses").await.json();
    let home = json!({"address": "/beta/deviceManagement/deviceCategories/{deviceCategoryId}",
        "types": "microsoft.graph.deviceCategory", "entities": 2});
    assert!(addresses.as_array().unwrap().contains(&home), "{addresses}");
    let list = request(&emulator, "GET", "/emulator/entities?path=Categories/%253Cb&limit=5").await.json();
    let path = format!("{CATEGORIES}/%3Cb%3E");
    assert_eq!(
        list,
        json!({"count": 1, "entities": [{"path": path, "type": "microsoft.graph.deviceCategory"}]})
    );
    let none = request(&emulator, "GET", "/emulator/entities?limit=0").await.json();
    assert_eq!(none, json!({"count": 2, "entities": []}));
    let entity = request(&emulator, "GET", &format!("/emulator/entities{path}")).await.json();
    assert_eq!((&entity["path"], &entity["body"]["isCut"]), (&json!(path), &json!(false)));
    assert!(entity["body"]["text"].as_str().unwrap().contains("\"id\": \"<b>\""), "{entity}");
    assert_eq!(request(&emulator, "GET", "/emulator/entities/beta/nothing").await.status, 404);
    let settings = request(&emulator, "GET", "/emulator/settings").await.json();
    let page = json!({"name": "Page of a list", "value": "7", "isDefault": false});
    assert!(settings.as_array().unwrap().contains(&page), "{settings}");
}

#[tokio::test]
async fn control_requests_are_not_recorded_and_meet_no_faults() {
    let emulator = entities::sample().next_answers([Fault::Status(500, RetryAfter::Missing)]).start().await;
    for path in ["/", "/emulator/page.js", "/emulator/status", "/emulator/requests", "/emulator/findings"] {
        assert_eq!(request(&emulator, "GET", path).await.status, 200);
    }
    assert_eq!((emulator.request_count(), emulator.findings().len()), (0, 0));
    assert_eq!(get(&emulator, SAMPLE).await.status, 500);
}

#[tokio::test]
async fn requests_and_findings_are_json() {
    let emulator = entities::sample().start().await;
    patch(&emulator, SAMPLE, r#"{"int": 7}"#).await;
    patch(&emulator, SAMPLE, "x").await;
    let requests = request(&emulator, "GET", "/emulator/requests").await.json();
    assert_eq!(
        (&requests[0]["target"], &requests[0]["json"], &requests[0]["status"]),
        (&json!(SAMPLE), &json!({"int": 7}), &json!(200))
    );
    assert_eq!((&requests[1]["text"], requests[1].get("json")), (&json!("x"), None));
    assert_eq!(requests[0]["findings"], json!(["noClientRequestId"]));
    assert!(requests[0]["received"].as_str().unwrap().ends_with('Z'));
    let headers = requests[0]["headers"].as_array().unwrap();
    assert!(headers.contains(&json!(["authorization", "Bearer [redacted]"])), "{headers:?}");
    let findings = request(&emulator, "GET", "/emulator/findings").await.json();
    assert_eq!(
        (&findings[0]["kind"], &findings[0]["count"], &findings[0]["request"]),
        (&json!("noClientRequestId"), &json!(2), &json!(0))
    );
}

#[tokio::test]
async fn waits_and_the_expiry_of_delta_links_are_available_over_http() {
    let emulator = graph().next_answers([Fault::Throttled(RetryAfter::Seconds(60))]).start().await;
    get(&emulator, "/beta/apps").await;
    let open = json!([{"method": "GET", "target": "/beta/apps", "asked": 60.0, "waited": null, "isTooEarly": false}]);
    assert_eq!(request(&emulator, "GET", "/emulator/waits").await.json(), open);
    get(&emulator, "/beta/apps").await;
    let waits = request(&emulator, "GET", "/emulator/waits").await.json();
    assert_eq!((&waits[0]["isTooEarly"], waits[0]["waited"].is_f64()), (&json!(true), true));

    let link =
        get(&emulator, "/beta/apps/delta").await.json()["@odata.deltaLink"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(emulator.endpoint()).unwrap();
    assert_eq!(get(&emulator, path).await.status, 200);
    assert_eq!(request(&emulator, "POST", "/emulator/expire-delta-links").await.json(), json!({}));
    assert_eq!(request(&emulator, "POST", "/emulator/expire-uploads").await.json(), json!({}));
    assert_eq!(get(&emulator, path).await.status, 410);
}

#[tokio::test]
async fn a_reset_restores_the_initial_state() {
    let emulator = entities::sample().start().await;
    let before = get(&emulator, SAMPLE).await;
    let changed = patch(&emulator, SAMPLE, r#"{"int": 7}"#).await;
    assert_eq!(request(&emulator, "POST", "/emulator/reset").await.json(), json!({"entities": 1}));
    assert_eq!((emulator.requests().len(), emulator.findings().len()), (0, 0));
    let after = get(&emulator, SAMPLE).await;
    assert_eq!((&after.text, after.header("etag")), (&before.text, before.header("etag")));
    let again = patch(&emulator, SAMPLE, r#"{"int": 8}"#).await;
    assert_ne!(again.header("etag"), changed.header("etag"), "another state has another tag");
}

#[tokio::test]
async fn an_invalid_control_request_gets_an_error_envelope() {
    let emulator = entities::sample().start().await;
    for (method, path, status, code) in [
        ("POST", "/", 405, "MethodNotAllowed"),
        ("DELETE", "/emulator/requests", 405, "MethodNotAllowed"),
        ("POST", "/emulator/requests/0", 405, "MethodNotAllowed"),
        ("GET", "/emulator/requests/", 401, "InvalidAuthenticationToken"),
        ("GET", "/emulator/reset", 405, "MethodNotAllowed"),
        ("POST", "/emulator/save", 409, "NotSaved"),
        ("GET", "/emulator/nothing", 401, "InvalidAuthenticationToken"),
    ] {
        let answer = request(&emulator, method, path).await;
        assert_eq!((answer.status, answer.error().1.as_str()), (status, code), "{method} {path}");
        assert_eq!(answer.header("allow").is_some(), status == 405);
    }
    let nowhere = send(&emulator, "GET", "/emulator/nothing", &[TOKEN], "").await.error();
    assert_eq!((nowhere.0, nowhere.1.as_str()), (404, "ResourceNotFound"));
    let head = request(&emulator, "HEAD", "/").await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

#[tokio::test]
async fn a_foreign_origin_is_refused() {
    let emulator = entities::sample().start().await;
    patch(&emulator, SAMPLE, r#"{"int": 7}"#).await;
    let foreign = "GET / HTTP/1.1\r\nHost: rebound.example.com\r\nConnection: close\r\n\r\n";
    let answer = raw(&emulator, foreign.as_bytes()).await.unwrap();
    assert_eq!((answer.status, answer.error().1.as_str()), (403, "Forbidden"));
    for path in [
        "page.js",
        "status",
        "requests",
        "requests/0",
        "addresses",
        "entities",
        "entities/beta/x",
        "settings",
    ] {
        let text = foreign.replacen('/', &format!("/emulator/{path}"), 1);
        assert_eq!(raw(&emulator, text.as_bytes()).await.unwrap().status, 403, "{path}");
    }
    for origin in ["Origin: https://example.com", "Origin: null", "Origin: https://localhost.example.com"] {
        let answer = send(&emulator, "POST", "/emulator/reset", &[origin], "").await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    let own = format!("Origin: {}", emulator.endpoint());
    assert_eq!(get(&emulator, SAMPLE).await.json()["int"], Value::from(7));
    assert_eq!(send(&emulator, "POST", "/emulator/reset", &[&own], "").await.status, 200);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let emulator = entities::sample().start().await;
    let head = "Host: localhost\r\nTransfer-Encoding: chunked";
    for path in ["/", "/emulator/requests", "/emulator/findings"] {
        let request = format!("GET {path} HTTP/1.1\r\n{head}\r\n\r\nno length");
        let answer = raw(&emulator, request.as_bytes()).await.expect("an answer");
        assert_eq!((answer.status, answer.error().0), (400, 400), "{path}: {}", answer.text);
    }
}
