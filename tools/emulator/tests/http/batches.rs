//! Batches, by `$batch`.

use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use serde_json::{Value, json};

use crate::entities::{DEVICES, ManagedDevice};
use crate::wire::{Answer, JSON, TOKEN, get, send};

async fn batch(emulator: &Emulator, requests: Value) -> Answer {
    let body = json!({"requests": requests}).to_string();
    send(emulator, "POST", "/v1.0/$batch", &[TOKEN, JSON], &body).await
}

fn patch(id: &str, key: &str, body: &Value, depends_on: &[&str]) -> Value {
    json!({"id": id, "method": "PATCH", "url": format!("/deviceManagement/managedDevices/{key}"),
        "headers": {"Content-Type": "application/json"}, "body": body, "dependsOn": depends_on})
}

async fn devices() -> Emulator {
    Emulator::builder()
        .seed::<ManagedDevice>(["1"], json!({}))
        .seed::<ManagedDevice>(["2"], json!({}))
        .start()
        .await
}

#[tokio::test]
async fn each_request_gets_an_answer() {
    let emulator = devices().await;
    let get_all =
        json!({"id": "all", "method": "GET", "url": "deviceManagement/managedDevices?$filter=size%20eq%203"});
    let requests =
        json!([patch("a", "1", &json!({"size": 3}), &[]), patch("b", "9", &json!({}), &[]), get_all]);
    let answer = batch(&emulator, requests).await;
    let responses = answer.json()["responses"].clone();
    let statuses: Vec<_> =
        responses.as_array().unwrap().iter().map(|one| (one["id"].clone(), one["status"].clone())).collect();
    assert_eq!(statuses, [(json!("a"), json!(200)), (json!("b"), json!(404)), (json!("all"), json!(200))]);
    assert_eq!(responses[2]["body"]["value"][0]["id"], "1");
    assert_eq!(responses[0]["headers"]["OData-Version"], "4.0");
    assert!(responses[0]["headers"]["ETag"].is_string());
    assert!(responses[0]["headers"]["Content-Type"].as_str().unwrap().starts_with("application/json"));
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.json()["size"], 3);
}

#[tokio::test]
async fn a_request_that_depends_on_a_failed_one_is_not_executed() {
    let emulator = devices().await;
    let requests = json!([
        patch("a", "9", &json!({}), &[]),
        patch("b", "1", &json!({"size": 1}), &["a"]),
        patch("c", "2", &json!({"size": 1}), &["b"]),
    ]);
    let responses = batch(&emulator, requests).await.json()["responses"].clone();
    assert_eq!((&responses[1]["status"], &responses[2]["status"]), (&json!(424), &json!(424)));
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.json().get("size"), None);
}

#[tokio::test]
async fn a_request_in_a_batch_is_throttled_on_its_own() {
    let emulator = Emulator::builder()
        .seed::<ManagedDevice>(["1"], json!({}))
        .next_answers([Fault::None, Fault::Throttled(RetryAfter::Seconds(7))])
        .faults_in_batches(true)
        .start()
        .await;
    let requests = json!([patch("a", "1", &json!({}), &[]), patch("b", "1", &json!({}), &[])]);
    let responses = batch(&emulator, requests).await.json()["responses"].clone();
    assert_eq!((&responses[0]["status"], &responses[1]["status"]), (&json!(200), &json!(429)));
    assert_eq!(responses[1]["headers"]["Retry-After"], "7");
    assert_eq!(emulator.waits().len(), 1);
}

/// The Python SDK sends absolute URLs in batches, and the JavaScript SDK keeps the version. Only those
/// requests fail.
#[tokio::test]
async fn a_url_that_is_not_relative_to_the_version_is_not_found() {
    let emulator = devices().await;
    let read = |id: &str, url: &str| json!({"id": id, "method": "GET", "url": url});
    let requests = json!([
        read("a", "https://graph.microsoft.com/v1.0/deviceManagement/managedDevices/1"),
        read("b", "/v1.0/deviceManagement/managedDevices/1"),
        read("c", "/deviceManagement/managedDevices/1"),
    ]);
    let responses = batch(&emulator, requests).await.json()["responses"].clone();
    for (at, segment) in [(0, "https:"), (1, "v1.0")] {
        let message = format!("Resource not found for the segment '{segment}'.");
        assert_eq!(
            (&responses[at]["status"], &responses[at]["body"]["error"]["code"]),
            (&json!(400), &json!("BadRequest"))
        );
        assert_eq!(responses[at]["body"]["error"]["message"], message);
    }
    assert_eq!(responses[2]["status"], 200);
}

#[tokio::test]
async fn a_batch_that_graph_refuses_is_refused() {
    let emulator = devices().await;
    let item = |id: &str, depends_on: &[&str]| patch(id, "1", &json!({}), depends_on);
    let bare = json!({"id": "a", "method": "PATCH", "url": "/x", "body": {}});
    // A POST without content still needs a body, `{}`.
    let typed = json!({"content-type": "application/json"});
    let bodiless = json!({"id": "p", "method": "post", "url": "/x", "headers": typed});
    for (requests, words) in [
        (json!([]), "1 to 20"),
        (Value::Array((0..21).map(|id| item(&id.to_string(), &[])).collect()), "1 to 20"),
        (json!([item("a", &[]), item("A", &[])]), "occurs twice"),
        (json!([item("a", &["b"]), item("b", &[])]), "does not come before it"),
        (json!([item("a", &[]), item("b", &["a"]), item("c", &[])]), "each on the one before it"),
        (json!([item("a", &[]), item("b", &["a"]), item("c", &["a", "b"])]), "each on the one before it"),
        (json!([bare]), "Write request with id 'a' does not contain a Content-Type header."),
        (json!([bodiless]), "Write request id : p does not contain Content-Type header or body."),
        (json!({}), "Invalid batch payload"),
    ] {
        let (status, _, actual_message) = batch(&emulator, requests).await.error();
        assert!(status == 400 && actual_message.contains(words), "{words}: {actual_message}");
    }
    let star = json!([item("a", &[]), item("b", &["a"]), item("c", &["a"])]);
    assert_eq!(batch(&emulator, star).await.status, 200);
    let nested = json!([{"id": "a", "method": "POST", "url": "/$batch", "headers": typed, "body": {}}]);
    assert_eq!(batch(&emulator, nested).await.json()["responses"][0]["status"], 400);
}
