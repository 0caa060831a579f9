//! The status page and the control addresses.

use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use serde_json::{Value, json};

use crate::entities::{self, CATEGORIES, DeviceCategory, SAMPLE};
use crate::metadata::graph;
use crate::wire::{Answer, JSON, TOKEN, get, patch, raw, send};

async fn request(emulator: &Emulator, method: &str, path: &str) -> Answer {
    send(emulator, method, path, &[], "").await
}

fn with_markup() -> graph_entity_emulator::Builder {
    Emulator::builder()
        .seed::<DeviceCategory>(["1"], json!({"displayName": "<script>alert('\"&')</script>"}))
        .seed::<DeviceCategory>(["<b>"], json!({}))
        .token("top-secret")
}

#[tokio::test]
async fn the_page_shows_everything_escaped() {
    let emulator = with_markup().next_answers([Fault::Throttled(RetryAfter::Seconds(7))]).start().await;
    let bearer = "Authorization: Bearer top-secret";
    send(&emulator, "GET", &format!("{CATEGORIES}/2?x='&y"), &[bearer, "X: <u>"], "").await;
    send(&emulator, "PATCH", &format!("{CATEGORIES}/1"), &[bearer, JSON], r#"{"id": "<s>"}"#).await;
    let answer = request(&emulator, "GET", "/").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none';"));
    let page = &answer.text;
    for text in [
        emulator.endpoint(),
        "/beta/deviceManagement/deviceCategories/{deviceCategoryId}</code></td>",
        "microsoft.graph.deviceCategory",
        "&quot;displayName&quot;: &quot;&lt;script&gt;alert(&#39;\\&quot;&amp;&#39;)&lt;/script&gt;&quot;",
        "GET /beta/deviceManagement/deviceCategories/2?x=&#39;&amp;y",
        "<td class=\"n\"><span class=\"bad\">429</span></td>",
        "<code>noClientRequestId</code></td><td class=\"n\">2</td>",
        "<td class=\"n\">7.000</td>",
        "Requests: 2. Entities: 2. Findings: 1.",
    ] {
        assert!(page.contains(text), "{text} is not on:\n{page}");
    }
    for markup in ["<script", "<b>", "<u>", "<s>", "top-secret", "http://", "src="] {
        let count = page.matches(markup).count();
        let allowed = page.matches(emulator.endpoint()).count();
        assert_eq!(count, if markup == "http://" { allowed } else { 0 }, "{markup} is on:\n{page}");
    }
}

#[tokio::test]
async fn control_requests_are_not_recorded_and_meet_no_faults() {
    let emulator = entities::sample().next_answers([Fault::Status(500, RetryAfter::Missing)]).start().await;
    for path in ["/", "/emulator/requests", "/emulator/findings"] {
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
