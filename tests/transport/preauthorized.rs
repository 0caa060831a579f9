//! Requests to pre-authorised addresses: with the policies of the client, and without everything that is only
//! Graph's.

use std::time::Duration;

use bytes::Bytes;
use graph_entity::{Budget, Client, Error, ErrorKind, InvalidRequestError, Request};

use crate::calls::{send, send_all};
use crate::clock::VirtualClock;
use crate::harness::{counting, epoch, reply, settings};
use crate::server::{Server, Step};

const SIGNATURE: &str = "sig=c2lnbmF0dXJlLW9mLWEtcmVwb3J0&se=2026-11-30";

/// Returns Graph, which has no answers, another service with these, a client, and a request to that service.
async fn serving(replies: Vec<Step>) -> (Server, Server, Client, VirtualClock, Request<Bytes>) {
    let (graph, other) = (Server::start(Vec::new()).await, Server::start(replies).await);
    let clock = VirtualClock::at(epoch());
    let settings = settings(graph.address(), &clock).credential(counting(&clock));
    // A budget that a second request would wait for.
    let client = settings.budget(Budget::new(Duration::from_secs(3_600), 1, 1)).size_limit(1_000).build();
    let request = Request::preauthorized(format!("{}/secret-path/a.zip?{SIGNATURE}", other.address()));
    (graph, other, client.expect("a client"), clock, request)
}

fn hidden(error: &Error) {
    let text = format!("{error} {error:?}");
    for secret in ["secret-path", "c2lnbmF0", "ydC1h", "se=2026", "token-of-a-test"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn it_carries_nothing_of_graph_and_counts_in_no_budget() {
    let file =
        || Step::Send(reply(200, &[("client-request-id", "6ddb3a1e-0001-4f0e-9d3f-2b6c5f1a7e11")], "zip"));
    let (graph, other, client, _, request) = serving(vec![file(), file()]).await;
    for _ in 0..2 {
        let reply = send(request.clone(), &client).await.expect("a file");
        assert_eq!((reply.client_request_id(), &reply.value()[..]), ("", &b"zip"[..]));
    }
    assert_eq!((graph.requests().len(), client.counters().token_requests), (0, 0));
    let fetched = &other.requests()[0];
    assert!(fetched.head.starts_with(&format!("GET /secret-path/a.zip?{SIGNATURE} HTTP/1.1\r\n")));
    for name in ["authorization", "client-request-id", "cookie", "prefer"] {
        assert_eq!(fetched.header(name), None, "{name}: {}", fetched.head);
    }
    assert_eq!(fetched.header("accept"), Some("*/*"));
}

#[tokio::test]
async fn it_is_retried_as_other_requests_are() {
    let busy = Step::Send(reply(503, &[("retry-after", "3")], ""));
    let file = Step::Send(reply(200, &[], "zip"));
    let (_graph, other, client, clock, request) = serving(vec![busy, Step::Cut(Vec::new()), file]).await;
    assert_eq!(send(request, &client).await.expect("a file").into_value(), "zip");
    assert_eq!((other.requests().len(), clock.waits()[0]), (3, Duration::from_secs(3)));
    assert_eq!(client.counters().retries, 2);
}

#[tokio::test]
async fn no_error_shows_the_address() {
    let echo = format!("Signature did not match: /secret-path/a.zip?{SIGNATURE}");
    let elsewhere = [("location", "https://third.example/secret-path?sig=c2lnbmF0dXJl")];
    let challenge = [("www-authenticate", r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#)];
    for (step, kind) in [
        (Step::Send(reply(403, &[("content-type", "application/xml")], &echo)), ErrorKind::Forbidden),
        (Step::Send(reply(401, &challenge, "")), ErrorKind::Unauthorized),
        (
            Step::Send(reply(404, &[], &format!(r#"{{"error":{{"code":"a","message":"{echo}"}}}}"#))),
            ErrorKind::NotFound,
        ),
        (Step::Send(reply(302, &elsewhere, "")), ErrorKind::Redirected),
        (Step::Send(reply(200, &[], &"x".repeat(1_001))), ErrorKind::TooLarge),
    ] {
        let (graph, other, client, _, request) = serving(vec![step]).await;
        let error = send(request, &client).await.expect_err("an error");
        assert_eq!((error.kind(), error.write_in_doubt()), (kind, false), "{error}");
        assert_eq!((graph.requests().len(), other.requests().len()), (0, 1), "{error}");
        assert!(!error.to_string().contains("client-request-id"), "{error}");
        assert_eq!(error.client_request_id(), None, "{error}");
        hidden(&error);
    }
    let (_graph, other, client, _, request) = serving(vec![Step::Cut(Vec::new()); 9]).await;
    let error = send(request, &client).await.expect_err("no answer");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Broken, 6), "{error}");
    let host = other.address().trim_start_matches("http://");
    assert_eq!(error.call().map(|call| call.host.as_str()), Some(host), "{error}");
    hidden(&error);
}

#[tokio::test]
async fn an_unsafe_address_and_a_batch_are_refused() {
    let (graph, other, client, _, request) = serving(Vec::new()).await;
    for address in ["http://secret-path.example/x", "https://user@secret-path.example/x", "/secret-path", ""]
    {
        let error = send(Request::preauthorized(address), &client).await.expect_err("refused");
        let Error::Invalid(invalid) = &error else { panic!("{address}: {error}") };
        assert_eq!(**invalid, InvalidRequestError::Preauthorized, "{address}");
        hidden(&error);
    }
    let results = send_all([request.clone(), request], &client).await;
    for result in results {
        let error = result.expect_err("not in a batch");
        assert!(error.to_string().contains("pre-authorised"), "{error}");
        hidden(&error);
    }
    assert_eq!((graph.requests().len(), other.requests().len()), (0, 0));
}
