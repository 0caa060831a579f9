//! Answers with the `client-request-id` of another request: a connection that carries one answer too many.

use std::time::Duration;

use graph_entity::{ClientBuilder, ErrorKind, Request};

use crate::calls::send;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

const OWN: &str = "9f1c0f5e-3a5b-4c7d-8e9f-001122334455";

fn own<T>(request: Request<T>) -> Request<T> {
    request.header("client-request-id", OWN)
}

/// A server, and settings of a client of it.
async fn serving(replies: &[&str]) -> (Server, ClientBuilder, VirtualClock) {
    let server = Server::start(replies.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let settings = settings(server.address(), &clock).credential(counting(&clock));
    (server, settings, clock)
}

const OTHERS: &str = "id=00000000-3a5b-4c7d-8e9f-001122334455";
const OWNS: &str = "id={9F1C0F5E-3A5B-4C7D-8E9F-001122334455}";

#[tokio::test]
async fn an_answer_to_another_request_is_not_taken_and_its_connection_is_left() {
    let replies = [
        format!("200 {OTHERS}"),
        format!("200 {OWNS}"),
        "200".to_owned(),
        "200".to_owned(),
        "200".to_owned(),
    ];
    let (server, settings, clock) = serving(&replies.each_ref().map(String::as_str)).await;
    let client = settings.build().expect("a client");
    for _ in 0..2 {
        send(own(Thing::at("1").get()), &client).await.expect("its own answer");
    }
    // When all idle connections are closed, connections are pooled again.
    clock.pass(Duration::from_secs(100));
    for _ in 0..2 {
        send(own(Thing::at("1").get()), &client).await.expect("its own answer");
    }
    let connections: Vec<_> = server.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections[..3], [0, 1, 2], "a new connection for each attempt after it");
}

#[tokio::test]
async fn a_write_is_in_doubt_and_a_post_is_not_sent_again() {
    for words in ["201", "404", "429 after=100", "401", "302 location=/x"] {
        let (server, settings, clock) = serving(&[&format!("{words} {OTHERS}")]).await;
        let request = own(Thing::within().create(Thing::new_body().name("x")));
        let error = send(request, &settings.build().expect("a client")).await.expect_err("not its own");
        assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::Broken, true), "{words}: {error}");
        assert!(error.to_string().contains("has the client-request-id of another request"), "{error}");
        assert_eq!((server.requests().len(), clock.waits().len()), (1, 0), "{words}");
    }
    let (_server, settings, clock) = serving(&[&format!("429 after=100 {OTHERS}"), "204"]).await;
    let request = own(Thing::at("1").update(Thing::patch().name("x")));
    send(request, &settings.build().expect("a client")).await.expect("its own");
    assert!(clock.waits()[0] <= Duration::from_secs(1), "the delay is another request's");
}

#[tokio::test]
async fn behind_a_proxy_that_replaces_the_id_any_answer_is_taken() {
    let (_server, settings, _) = serving(&[&format!("200 {OTHERS}")]).await;
    let client = settings.any_request_id().build().expect("a client");
    send(own(Thing::at("1").get()), &client).await.expect("any answer");
}
