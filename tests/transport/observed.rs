//! What a program can observe without a subscriber: counters, and the function that is called before a retry.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_entity::{Counters, ErrorKind, RetryReason};

use crate::clock::VirtualClock;
use crate::harness::{Thing, capable, epoch, scripted, settings};
use crate::server::{Server, Step};

type Seen = Arc<Mutex<Vec<(String, RetryReason, Option<u16>, Duration)>>>;

/// Sends a read over and over until the replies are used up, and returns what was observed.
async fn observe(steps: Vec<Step>, requests: usize) -> (Seen, Counters) {
    let server = Server::start(steps).await;
    let clock = VirtualClock::at(epoch());
    let seen = Seen::default();
    let noted = seen.clone();
    let settings = settings(server.address(), &clock).credential(capable(&clock)).on_retry(move |retry| {
        let text = format!("{retry:?}");
        assert!(!text.contains("secret-id") && !text.contains("token-of-a-test"), "{text}");
        let status = retry.status.map(|status| status.as_u16());
        noted.lock().expect("no panic").push((retry.call.to_string(), retry.reason, status, retry.wait));
    });
    let client = settings.build().expect("a client");
    for _ in 0..requests {
        let _ = client.clone().send(Thing::at("secret-id").get()).await;
    }
    assert_eq!(server.unused_steps(), 0);
    (seen, client.counters())
}

#[tokio::test]
async fn each_retry_is_reported_with_its_reason() {
    let send = |words: &str| Step::Send(scripted(words));
    let steps = vec![
        send("429 after=3"),
        send("503 after=2"),
        Step::Cut(Vec::new()),
        send("401 claims"),
        send("200"),
        send("401"),
        send("200"),
        send("404"),
    ];
    let (seen, counters) = observe(steps, 3).await;
    let seen = seen.lock().expect("no panic");
    let seconds = Duration::from_secs;
    let call = "GET /things/{thingId}".to_owned();
    assert_eq!(seen[0], (call.clone(), RetryReason::Throttled, Some(429), seconds(3)));
    assert_eq!(seen[1], (call.clone(), RetryReason::Status, Some(503), seconds(2)));
    assert_eq!((seen[2].1, seen[2].2), (RetryReason::NoAnswer, None));
    assert_eq!(seen[3], (call.clone(), RetryReason::Challenge, Some(401), seconds(0)));
    assert_eq!(seen[4], (call, RetryReason::TokenRefused, Some(401), seconds(0)));
    assert_eq!(seen.len(), 5);
    let Counters { requests, attempts, retries, throttled, token_requests, challenges, waited, .. } =
        counters;
    assert_eq!((requests, attempts, retries, throttled), (3, 8, 5, 1));
    assert_eq!((token_requests, challenges), (3, 1));
    assert!((seconds(5)..=seconds(35)).contains(&waited), "{waited:?}");
}

/// A program that passes a delay on reads it from the error. That of an earlier answer is forgotten.
#[tokio::test]
async fn an_error_has_the_delay_that_the_last_answer_asked_for() {
    let answers = ["429 after=3600", "429 after=2", "404", "503 after=2", "401", "401"];
    let server = Server::start(answers.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(capable(&clock)).build().expect("a client");
    let mut seen = Vec::new();
    while server.unused_steps() > 0 {
        let error = client.clone().send(Thing::at("1").get()).await.expect_err("no success");
        seen.push((error.kind(), error.retry_after()));
    }
    let expected = [
        (ErrorKind::Throttled, Some(Duration::from_secs(3_600))),
        (ErrorKind::NotFound, None),
        (ErrorKind::Unauthorized, None),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn requests_in_a_batch_are_counted_one_by_one() {
    let replies = |second: u16| {
        let item = |id: u8, status: u16| {
            format!(
                r#"{{"id":"{id}","status":{status},"headers":{{"Retry-After":"1"}},"body":{{"id":"1"}}}}"#
            )
        };
        let first = if second == 429 { format!("{},", item(2, 429)) } else { String::new() };
        Step::Send(scripted(&format!(r#"200 body={{"responses":[{first}{}]}}"#, item(1, 200))))
    };
    let server = Server::start(vec![replies(429), replies(200)]).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(capable(&clock)).build().expect("a client");
    let results = client.send_all(["1", "2"].map(|id| Thing::at(id).get())).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let Counters { requests, retries, throttled, waited, .. } = client.counters();
    assert_eq!((requests, retries, throttled, waited), (2, 1, 1, Duration::from_secs(1)));
}
