//! Reads that are repeated until their value is accepted.

use std::time::Duration;

use graph_entity::{AccessToken, Client, Error, ErrorKind};

use crate::calls::send_until;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

const LIMIT: Duration = Duration::from_secs(60);

async fn serving(replies: &[&str]) -> (Server, Client, VirtualClock) {
    let server = Server::start(replies.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    (server, client, clock)
}

fn is_done(thing: &Thing) -> bool {
    thing.name.as_deref() == Some("done")
}

#[tokio::test]
async fn it_waits_between_the_reads() {
    let pending = r#"200 body={"id":"1","name":"pending"}"#;
    let (server, client, clock) = serving(&[
        pending,
        r#"200 after=7 body={"id":"1"}"#,
        "503 after=1",
        pending,
        r#"200 body={"id":"1","name":"done"}"#,
    ])
    .await;
    let thing = send_until(Thing::at("1").get(), &client, LIMIT, is_done).await.expect("done").into_value();
    assert!(is_done(&thing));
    assert_eq!(server.requests().len(), 5);
    let seconds: Vec<_> = clock.waits().iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [2, 7, 1, 8], "the wait for the service doubles, and a retry is a retry");
}

#[tokio::test]
async fn the_limit_holds() {
    let (server, client, clock) = serving(&[r#"200 body={"id":"1","name":"pending"}"#; 9]).await;
    let limit = Duration::from_secs(10);
    let error = send_until(Thing::at("1").get(), &client, limit, is_done).await.expect_err("not in time");
    assert_eq!(error.kind(), ErrorKind::OperationUnfinished, "{error}");
    // It does not sleep through a wait that would exceed the limit.
    let seconds: Vec<_> = clock.waits().iter().map(Duration::as_secs).collect();
    assert_eq!((server.requests().len(), seconds), (3, vec![2, 4]));
    assert!(!error.write_in_doubt());
}

#[tokio::test]
async fn a_read_that_is_cut_short_ends_as_the_limit_does() {
    for (before, state) in
        [(vec![r#"200 after=1 body={"id":"1","status":"running"}"#], "running"), (vec![], "")]
    {
        let steps = before.iter().map(|words| Step::Send(scripted(words))).chain([Step::Stall]);
        let server = Server::start(steps.collect()).await;
        let client =
            Client::builder().endpoint(server.address()).transport(crate::transport(server.address()));
        let client =
            client.credential(AccessToken::new("token").expect("a token")).build().expect("a client");
        let error = send_until(Thing::at("1").get(), &client, Duration::from_millis(1_500), is_done).await;
        let error = error.expect_err("not in time");
        assert_eq!(error.kind(), ErrorKind::OperationUnfinished, "{error}");
        let Error::Operation(operation) = &error else { panic!("{error:?}") };
        assert_eq!((operation.state.as_str(), operation.unfinished), (state, true), "{error}");
        assert_eq!(operation.cause.is_some(), before.is_empty(), "{error}");
        assert_eq!(server.requests().len(), before.len() + 1);
    }
}

#[tokio::test]
async fn an_error_ends_it_and_a_write_is_refused() {
    let (server, client, _) = serving(&["404", "200"]).await;
    let error = send_until(Thing::at("1").get(), &client, LIMIT, is_done).await.expect_err("404");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let update = Thing::at("1").update(Thing::patch().name("x"));
    let error = send_until(update, &client, LIMIT, |_| false).await.expect_err("a write");
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert_eq!(server.requests().len(), 1);
}
