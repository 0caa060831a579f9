//! Starting and stopping, and the record of requests.

use graph_entity_emulator::{Emulator, StartError};
use serde_json::json;
use tokio::net::TcpStream;

use crate::entities::{self, DeviceComplianceScriptDeviceState as State, SAMPLE, STATE, Sample};
use crate::wire::{JSON, TOKEN, get, send};

#[tokio::test]
async fn every_request_is_recorded_without_its_token() {
    let emulator = entities::state().token("top-secret").start().await;
    let target = format!("{STATE}?x=%20y");
    send(&emulator, "PATCH", &target, &["Authorization: Bearer top-secret", JSON, "X-A: b"], "{\"a\":1}")
        .await;
    send(&emulator, "GET", "/nothing", &["authorization: Bearer wrong-secret"], "").await;
    let requests = emulator.requests();
    let seen: Vec<_> =
        requests.iter().map(|it| (it.method.as_str(), it.target.as_str(), it.status)).collect();
    assert_eq!(seen, [("PATCH", target.as_str(), 501), ("GET", "/nothing", 401)]);
    assert_eq!(requests[0].header("AUTHORIZATION"), Some("Bearer [redacted]"));
    assert_eq!((requests[0].header("x-a"), requests[0].header("x-b")), (Some("b"), None));
    assert_eq!((requests[0].text(), requests[0].json()), (Some("{\"a\":1}"), Some(json!({"a": 1}))));
    assert_eq!(requests[1].json(), None);
    assert!(!format!("{requests:?}{emulator:?}").contains("secret"));
}

#[tokio::test]
async fn it_stops_on_shutdown_and_on_drop() {
    let emulator = entities::state().start().await;
    let address = emulator.endpoint().strip_prefix("http://").unwrap().to_owned();
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    emulator.shutdown().await;
    let again = entities::state().port(port).start().await;
    assert_eq!(again.endpoint(), format!("http://127.0.0.1:{port}"));
    let taken = entities::state().port(port).try_start().await.unwrap_err();
    assert!(matches!(taken, StartError::Port { .. }));
    assert!(taken.to_string().starts_with(&format!("port {port} of 127.0.0.1 cannot be had: ")), "{taken}");
    drop(again);
    for _ in 0..100 {
        if TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn two_emulators_share_nothing() {
    let (one, two) = (entities::sample().start().await, entities::sample().start().await);
    assert_ne!(one.endpoint(), two.endpoint());
    send(&one, "PATCH", SAMPLE, &[TOKEN, JSON], r#"{"flag": true}"#).await;
    assert_eq!(get(&two, SAMPLE).await.json()["flag"], json!(null));
    assert_eq!((one.requests().len(), two.requests().len()), (1, 1));
}

#[tokio::test]
async fn an_invalid_seed_is_an_error_at_the_start() {
    let cases = [
        (Emulator::builder().seed::<State>(["a"], json!({})), "the path takes 2 keys, and 1 were given"),
        (Emulator::builder().seed::<Sample>(["a"], json!([])), "an entity is a JSON object"),
        (Emulator::builder().seed::<Sample>(["a"], json!({"nope": 1})), "The property 'nope' does not exist"),
        (Emulator::builder().seed::<Sample>(["a"], json!({"int": "1"})), "Cannot convert the literal '1'"),
        (
            Emulator::builder().seed::<Sample>(["a"], json!({"state": "nope"})),
            "Requested value 'nope' was not found",
        ),
    ];
    for (builder, words) in cases {
        let error = builder.try_start().await.unwrap_err();
        assert!(matches!(error, StartError::Seed { .. }));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn an_invalid_description_is_an_error_at_the_start() {
    let with = |entity: &str| format!(r#"{{"version": "beta", "entities": [{entity}]}}"#);
    let cases = [
        ("{".to_owned(), "EOF while parsing"),
        (with(r#"{"type": "t.x", "path": "x", "properties": []}"#), "path `x`: it must begin with a slash"),
        (
            with(r#"{"type": "t.x", "path": "/x", "properties": [{"name": "a", "type": "Edm.Geography"}]}"#),
            "t.x: property `a` is of the unknown type `Edm.Geography`",
        ),
        (with(r#"{"type": "t.x", "path": "/x", "properties": [], "seed": []}"#), "unknown field `seed`"),
    ];
    for (text, words) in cases {
        let error = Emulator::builder().json(&text).try_start().await.unwrap_err();
        assert!(matches!(error, StartError::Json(_)));
        assert!(error.to_string().contains(words), "{error}");
    }
}
