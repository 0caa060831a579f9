//! Faults requested over HTTP.

use serde_json::json;

use crate::entities::{self, STATE};
use crate::wire::{JSON, get, send};

const FAULTS: &str = "/emulator/faults";

#[tokio::test]
async fn faults_occur_in_the_requested_order() {
    let emulator = entities::state().start().await;
    let faults = json!([
        {"throttled": {"seconds": 7}}, "none", {"status": [503, {"fraction": 0.5}]}, {"throttled": "missing"},
        {"html": 200}, {"stall": 0.01}, "notServed", "claimsChallenge",
    ]);
    let answer = send(&emulator, "POST", FAULTS, &[JSON], &faults.to_string()).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"faults": 8})));
    for (status, retry_after) in [
        (429, Some("7")),
        (200, None),
        (503, Some("0.5")),
        (429, None),
        (200, None),
        (200, None),
        (400, None),
        (401, None),
    ] {
        let answer = get(&emulator, STATE).await;
        assert_eq!((answer.status, answer.header("retry-after")), (status, retry_after));
    }
}

#[tokio::test]
async fn an_invalid_fault_is_refused() {
    let emulator = entities::state().start().await;
    for (body, words) in [
        (
            json!([{"throttled": 7}]),
            "Faults are a list, such as [\"none\", {\"throttled\": {\"seconds\": 1}}",
        ),
        (json!(["slow"]), "unknown variant `slow`, expected one of `none`, `throttled`"),
        (json!([{"stall": -1}]), "negative"),
        (json!({}), "expected a sequence"),
    ] {
        let (status, code, message) =
            send(&emulator, "POST", FAULTS, &[JSON], &body.to_string()).await.error();
        assert_eq!((status, code.as_str()), (400, "BadRequest"));
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(send(&emulator, "POST", FAULTS, &[], "[]").await.status, 400);
    assert_eq!(send(&emulator, "GET", FAULTS, &[], "").await.status, 405);
    assert_eq!(get(&emulator, STATE).await.status, 200);
}
