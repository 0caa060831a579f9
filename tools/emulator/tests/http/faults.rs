//! Faults on demand, and the record of waits.

use std::time::Duration;

use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use serde_json::json;

use crate::entities::{self, SAMPLE};
use crate::wire::{TOKEN, get, patch, raw};

#[tokio::test]
async fn each_fault_affects_one_request_and_is_recorded() {
    let emulator: Emulator = entities::sample().next_answers([Fault::Html(502)]).start().await;
    emulator.next_answers([
        Fault::Throttled(RetryAfter::Seconds(10)),
        Fault::Throttled(RetryAfter::Fraction(2.128)),
        Fault::Throttled(RetryAfter::Date(5)),
        Fault::Throttled(RetryAfter::Missing),
        Fault::Status(503, RetryAfter::Missing),
        Fault::None,
    ]);
    let page = get(&emulator, SAMPLE).await;
    assert_eq!((page.status, page.header("content-type")), (502, Some("text/html; charset=utf-8")));
    for (status, code, header) in [
        (429, "TooManyRequests", Some("10")),
        (429, "TooManyRequests", Some("2.128")),
        (429, "TooManyRequests", Some(" GMT")),
        (429, "TooManyRequests", None),
        (503, "ServiceUnavailable", None),
    ] {
        let answer = patch(&emulator, SAMPLE, r#"{"int": 1}"#).await;
        assert_eq!((answer.status, answer.error().1.as_str()), (status, code));
        match (answer.header("retry-after"), header) {
            (None, None) => {}
            (Some(found), Some(header)) => assert!(found.ends_with(header), "{found}"),
            other => panic!("{other:?}"),
        }
        if status == 429 {
            assert_eq!(answer.json()["error"]["innerError"]["code"], "429");
        }
    }
    assert_eq!(get(&emulator, SAMPLE).await.json()["int"], json!(null), "a fault serves nothing");
    let statuses: Vec<_> = emulator.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [502, 429, 429, 429, 429, 503, 200]);
}

#[tokio::test]
async fn a_retry_before_retry_after_is_recorded() {
    let faults =
        [RetryAfter::Fraction(0.05), RetryAfter::Seconds(60), RetryAfter::Missing].map(Fault::Throttled);
    let emulator = entities::sample().next_answers(faults).start().await;
    get(&emulator, SAMPLE).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    get(&emulator, SAMPLE).await;
    get(&emulator, SAMPLE).await;
    patch(&emulator, SAMPLE, "{}").await;
    let waits = emulator.waits();
    let early: Vec<_> = waits.iter().map(|wait| (wait.is_too_early(), wait.waited.is_some())).collect();
    assert_eq!(early, [(false, true), (true, true), (false, false)], "{waits:?}");
    assert_eq!((waits[0].method.as_str(), waits[0].target.as_str()), ("GET", SAMPLE));
}

#[tokio::test]
async fn connection_faults_break_the_connection() {
    let request = format!("GET {SAMPLE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{TOKEN}\r\n\r\n");
    let emulator = entities::sample()
        .next_answers([Fault::Reset, Fault::ResetAfterServing, Fault::Truncated])
        .start()
        .await;
    assert!(raw(&emulator, request.as_bytes()).await.is_none());
    assert!(raw(&emulator, request.as_bytes()).await.is_none());
    let cut = raw(&emulator, request.as_bytes()).await.unwrap();
    let length: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(cut.status == 200 && cut.text.len() == length / 2, "{}", cut.text.len());
    emulator.next_answers([Fault::Stall(Duration::from_millis(50))]);
    let start = std::time::Instant::now();
    assert_eq!(raw(&emulator, request.as_bytes()).await.unwrap().status, 200);
    assert!(start.elapsed() >= Duration::from_millis(50));
    let statuses: Vec<_> = emulator.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [0, 200, 200, 200]);
}

#[tokio::test]
async fn random_faults_are_those_of_the_list() {
    let among = [Fault::Html(502), Fault::NotServed];
    let emulator = entities::sample().random_faults_among(7, 100, among).start().await;
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(get(&emulator, SAMPLE).await.status);
    }
    assert!(statuses.contains(&502) && statuses.contains(&400), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 502 | 400)), "{statuses:?}");
}
