//! Bytes that are not an HTTP request, and many requests at once. Neither stops the emulator.

use std::sync::Arc;

use crate::entities::{self, SAMPLE, STATE};
use crate::wire::{TOKEN, get, patch, raw};

#[tokio::test]
async fn bytes_that_are_not_http_end_only_their_connection() {
    let emulator = entities::state().start().await;
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(500));
    let cases: [&[u8]; 12] = [
        b"",
        b"\r\n\r\n",
        b"GET",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
        b"PATCH / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for bytes in cases {
        if let Some(answer) = raw(&emulator, bytes).await {
            let (status, code, message) = answer.error();
            let start = &bytes[..bytes.len().min(40)];
            assert!((400..500).contains(&status), "{status} for {start:?}");
            assert!(!code.is_empty() && !message.is_empty(), "{} for {start:?}", answer.text);
            assert!(answer.header("request-id").is_some(), "{start:?}");
        }
        assert_eq!(get(&emulator, STATE).await.status, 200);
    }
}

#[tokio::test]
async fn headers_have_limits() {
    let emulator = entities::state().start().await;
    let large = |bytes: usize| format!("GET {STATE} HTTP/1.1\r\n{TOKEN}\r\nA: {}\r\n\r\n", "a".repeat(bytes));
    let many = |count: usize| format!("GET {STATE} HTTP/1.1\r\n{TOKEN}\r\n{}\r\n", "A: b\r\n".repeat(count));
    // Between 64 and 128 KB, the result depends on how the bytes arrive.
    for (request, status) in [(large(60_000), 200), (large(140_000), 431), (many(99), 200), (many(101), 431)]
    {
        let answer = raw(&emulator, request.as_bytes()).await.expect("an answer");
        assert_eq!(answer.status, status, "{}", answer.text);
    }
}

#[tokio::test]
async fn an_incomplete_body_changes_nothing() {
    let emulator = entities::state().start().await;
    let head = format!(
        "PATCH {STATE} HTTP/1.1\r\n{TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    );
    let answer = raw(&emulator, format!(r#"{head}{{"scriptOutput": "x"}}"#).as_bytes()).await;
    assert!(answer.is_none_or(|answer| answer.status == 400));
    assert_eq!(get(&emulator, STATE).await.json()["scriptOutput"], serde_json::json!(null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_updates_are_not_lost() {
    let emulator = Arc::new(entities::sample().start().await);
    let tasks: Vec<_> = (0..64)
        .map(|index| {
            let emulator = Arc::clone(&emulator);
            tokio::spawn(async move {
                let answer =
                    patch(&emulator, SAMPLE, &format!(r#"{{"int": {index}, "long": {index}}}"#)).await;
                let body = answer.json();
                assert_eq!((answer.status, &body["int"]), (200, &body["long"]), "an update is one step");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(emulator.requests().len(), 64);
    let body = get(&emulator, SAMPLE).await.json();
    assert_eq!(body["int"], body["long"]);
}
