//! Hosts and origins: what a page of another site could make a browser send is refused.

use graph_entity_emulator::Emulator;

use crate::entities::{self, SAMPLE};
use crate::wire::{Answer, JSON, TOKEN, get, raw, send};

async fn to_host(emulator: &Emulator, method: &str, host: &str) -> Answer {
    let head = format!("{method} {SAMPLE} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{TOKEN}\r\n\r\n");
    raw(emulator, head.as_bytes()).await.expect("an answer")
}

#[tokio::test]
async fn a_foreign_host_is_refused() {
    let emulator = entities::sample().allow_host("emulator.test").allow_host("port.test:8080").start().await;
    for (host, status) in [
        ("localhost", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:80", 200),
        ("graph.microsoft.com", 200),
        ("Graph.Microsoft.US:443", 200),
        ("emulator.test:8080", 200),
        ("port.test:8080", 200),
        ("port.test", 403),
        ("port.test:8081", 403),
        ("rebound.example.com", 403),
        ("graph.microsoft.com.example.com", 403),
        ("sub.emulator.test", 403),
        ("10.0.0.1", 403),
    ] {
        let answer = to_host(&emulator, "GET", host).await;
        assert_eq!(answer.status, status, "{host}: {}", answer.text);
    }
    assert_eq!(to_host(&emulator, "DELETE", "rebound.example.com").await.status, 403);
    assert_eq!(get(&emulator, SAMPLE).await.status, 200, "it was not deleted");
    assert_eq!(emulator.received(graph_entity_emulator::Expect::delete(SAMPLE).status(403)).len(), 1);
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_read_and_write() {
    let emulator = entities::sample().allow_origin("https://app.example.com").start().await;
    for (origin, is_allowed) in [
        ("http://localhost:3000", true),
        ("https://127.0.0.1", true),
        ("https://app.example.com", true),
        ("https://app.example.com:444", false),
        ("http://app.example.com", false),
        ("https://example.com", false),
        ("null", false),
    ] {
        let from = format!("Origin: {origin}");
        let answer = send(&emulator, "PATCH", SAMPLE, &[TOKEN, JSON, &from], "{}").await;
        assert_eq!(answer.status, if is_allowed { 200 } else { 403 }, "{origin}: {}", answer.text);
        let shared = answer.header("access-control-allow-origin");
        assert_eq!(shared, is_allowed.then_some(origin));
        assert_eq!(
            answer.header("access-control-expose-headers").is_some_and(|it| it.contains("Retry-After")),
            is_allowed
        );
        // The browser asks first, without a token.
        let asked =
            ["Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: authorization, prefer"];
        for path in [SAMPLE, "/emulator/reset"] {
            let answer = send(&emulator, "OPTIONS", path, &[&from, asked[0], asked[1]], "").await;
            assert_eq!(answer.status, if is_allowed { 204 } else { 403 }, "{origin} {path}: {}", answer.text);
            assert_eq!(answer.header("access-control-allow-origin"), is_allowed.then_some(origin));
            let methods = answer.header("access-control-allow-methods");
            assert_eq!(methods.is_some_and(|methods| methods.contains("PATCH")), is_allowed);
            let headers = is_allowed.then_some("authorization, prefer");
            assert_eq!(answer.header("access-control-allow-headers"), headers);
        }
    }
    let refused = send(&emulator, "GET", "/beta/nothing", &[TOKEN, "Origin: http://localhost:1"], "").await;
    assert_eq!(refused.header("access-control-allow-origin"), Some("http://localhost:1"), "errors too");
    assert_eq!(get(&emulator, SAMPLE).await.header("access-control-allow-origin"), None);
    assert!(emulator.requests().iter().all(|request| request.method != "OPTIONS"));
}
