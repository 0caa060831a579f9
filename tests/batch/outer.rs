//! Failures of a batch as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use graph_entity::{AccessToken, Client, Error, ErrorKind, ReplyErrorKind, TokenRequest};

use crate::graph::{Graph, Thing};

const REFUSAL: &str = r#"{"error":{"code":"TooManyRequests","message":"Please retry after"}}"#;

fn patches(count: usize) -> impl Iterator<Item = graph_entity::Request<Option<Thing>>> {
    (0..count).map(|number| Thing::update(number.to_string(), Thing::patch().name("x")))
}

#[tokio::test]
async fn a_throttled_batch_is_retried_after_its_delay() {
    let graph = Graph::new();
    graph.answer_batches(429, &[("retry-after", "12")], REFUSAL).answer_batches(
        503,
        &[("retry-after", "3")],
        "",
    );
    let results = graph.client().send_all(patches(5)).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(graph.received().iter().map(|batch| batch.at.as_secs()).collect::<Vec<_>>(), [0, 12, 15]);
}

#[tokio::test]
async fn the_delay_that_a_batch_was_asked_to_wait_is_in_each_error() {
    let graph = Graph::new();
    graph.answer_batches(429, &[("retry-after", "3600")], REFUSAL);
    for error in
        graph.client().send_all(patches(2)).await.into_iter().map(|result| result.expect_err("throttled"))
    {
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    }
}

#[tokio::test]
async fn a_failure_of_the_batch_is_the_error_of_each_request() {
    let html = "<!DOCTYPE html><title>A portal</title>";
    for (status, body, kind, doubt) in [
        (400, REFUSAL, ErrorKind::BadRequest, false),
        (401, REFUSAL, ErrorKind::Unauthorized, false),
        (403, REFUSAL, ErrorKind::Forbidden, false),
        (500, REFUSAL, ErrorKind::ServerError, true),
        (200, html, ErrorKind::HtmlReply, true),
        (200, "", ErrorKind::EmptyReply, true),
        (200, r#"{"responses":[{"id":"1","#, ErrorKind::TruncatedReply, true),
        (200, "{}", ErrorKind::WrongType, true),
        (200, r#"{"responses":{}}"#, ErrorKind::WrongType, true),
        (200, "pong", ErrorKind::NotJson, true),
    ] {
        let graph = Graph::new();
        graph.answer_batches(status, &[("request-id", "r1")], body);
        let results = graph.client().send_all(patches(3)).await;
        for error in results.into_iter().map(|result| result.expect_err("the batch failed")) {
            assert_eq!((error.kind(), error.write_in_doubt()), (kind, doubt), "{status} {body}");
            assert_eq!((error.request_id(), error.attempts()), (Some("r1"), 1), "{status} {body}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let text = error.to_string();
            assert!(text.starts_with("the batch with PATCH /things/{thingId} failed: "), "{text}");
            assert!(!text.contains('\n') && text.matches("client-request-id").count() == 1, "{text}");
        }
    }
}

/// A batch is a POST, and one that only reads changes nothing.
#[tokio::test]
async fn a_failed_batch_of_reads_leaves_no_write_in_doubt() {
    let html = "<!DOCTYPE html><title>A portal</title>";
    for (status, body, kind) in [
        (200, html, ErrorKind::HtmlReply),
        (200, "", ErrorKind::EmptyReply),
        (200, r#"{"responses":[]}"#, ErrorKind::MissingReply),
        (302, "", ErrorKind::OtherStatus),
        (500, REFUSAL, ErrorKind::ServerError),
        (504, html, ErrorKind::GatewayTimeout),
    ] {
        for reads_only in [true, false] {
            let graph = Graph::new();
            graph.answer_batches(status, &[], body);
            let mut batch = graph.settings().max_attempts(1).build().expect("a client").batch();
            let read = batch.add(Thing::at("1").get());
            if !reads_only {
                let _ = batch.add(Thing::update("2", Thing::patch().name("x")));
            }
            let error = batch.send().await.take(read).expect_err("the batch failed");
            assert_eq!((error.kind(), error.write_in_doubt()), (kind, false), "{status} {body}");
            if reads_only {
                assert!(!error.to_string().contains("write"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn a_batch_without_an_answer_is_retried_as_far_as_that_is_safe() {
    let graph = Graph::new();
    graph.answer_batches(504, &[("retry-after", "1")], "<html>");
    let mut batch = graph.client().batch();
    let changed = batch.add(Thing::update("1", Thing::patch().name("x")));
    let created = batch.add(Thing::within().create(Thing::new_body().name("x")));
    let mut replies = batch.send().await;
    assert!(replies.take(changed).is_ok());
    let error = replies.take(created).expect_err("it may have happened");
    assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::GatewayTimeout, true));
    assert_eq!(error.reply_error_kind(), Some(ReplyErrorKind::Html));
    assert_eq!(graph.lines()[1], ["PATCH /things/1"]);
}

#[tokio::test]
async fn a_lost_connection_is_retried_up_to_the_limit_and_fails_each_request() {
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    let transport = move |_: http::Request<Bytes>| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Err::<http::Response<Bytes>, _>("the connection broke") }
    };
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let client = Client::builder().credential(token).clock(Graph::new().clock).transport(transport);
    let client = client.max_attempts(3).build().expect("a client");
    let results = client.send_all(patches(2)).await;
    for error in results.into_iter().map(|result| result.expect_err("no answer")) {
        assert_eq!((error.attempts(), error.waits().len(), error.write_in_doubt()), (3, 2, true));
        assert!(matches!(error, Error::Batch(_)) && error.kind() == ErrorKind::Transport, "{error}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_refused_or_missing_token_fails_each_request() {
    let graph = Graph::new();
    graph.answer_batches(401, &[], REFUSAL);
    // The credential returns the same token, so the refusal is final.
    let results = graph.client().send_all(patches(1)).await;
    assert_eq!(results[0].as_ref().expect_err("401").kind(), ErrorKind::Unauthorized);

    let credential = |_: TokenRequest| async { Err(graph_entity::CredentialError::failed("signed out")) };
    let client = graph.settings().credential(credential).build().expect("a client");
    for result in client.send_all(patches(2)).await {
        let error = result.expect_err("no token");
        assert_eq!(
            (error.kind(), error.attempts(), error.write_in_doubt()),
            (ErrorKind::Credential, 0, false)
        );
    }
}

#[tokio::test]
async fn a_chain_without_an_answer_continues_from_where_that_is_safe() {
    let graph = Graph::new();
    graph.answer_batches(502, &[("retry-after", "1")], "<html>");
    let mut batch = graph.client().batch();
    let changed = batch.add(Thing::update("1", Thing::patch().name("x")));
    let created = batch.add_after(&changed, Thing::within().create(Thing::new_body().name("x")));
    let read = batch.add_after(&created, Thing::at("3").get());
    let mut replies = batch.send().await;
    assert!(replies.take(changed).is_ok());
    let created = replies.take(created).expect_err("it may have happened");
    assert_eq!((created.kind(), created.write_in_doubt()), (ErrorKind::BadGateway, true));
    let read = replies.take(read).expect_err("what it depends on has failed");
    assert_eq!((read.kind(), read.write_in_doubt()), (ErrorKind::BadGateway, false));
    assert_eq!(graph.lines()[1], ["PATCH /things/1"]);
}
