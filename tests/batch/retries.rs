//! Retries: which requests, when, and for how long.

use std::time::Duration;

use graph_entity::ErrorKind;

use crate::graph::{Graph, Thing, answer};

fn seconds(graph: &Graph) -> Vec<u64> {
    graph.received().iter().map(|batch| batch.at.as_secs()).collect()
}

#[tokio::test]
async fn each_request_waits_for_its_own_retry_after() {
    let graph = Graph::new();
    graph
        .script("/things/2", [answer(429).after(10)])
        .script("/things/3", [answer(503).after(30), answer(429).after(5)])
        .script("/things/4", [answer(429).after(10)]);
    let results = graph.client().send_all(["1", "2", "3", "4"].map(|id| Thing::at(id).get())).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(seconds(&graph), [0, 10, 30, 35]);
    assert_eq!(
        graph.lines()[1..],
        [vec!["GET /things/2", "GET /things/4"], vec!["GET /things/3"], vec!["GET /things/3"]]
    );
}

#[tokio::test]
async fn retries_depend_on_the_method() {
    for (status, get, patch, create) in [
        (429, true, true, true),
        (503, true, true, true),
        (509, true, true, true),
        (502, true, true, false),
        (504, true, true, false),
        (500, true, false, false),
        (404, false, false, false),
        (424, false, false, false),
    ] {
        let graph = Graph::new();
        for url in ["/things/1", "/things/2", "/things"] {
            graph.script(url, [answer(status).after(1)]);
        }
        let mut batch = graph.client().batch();
        let read = batch.add(Thing::at("1").get());
        let changed = batch.add(Thing::update("2", Thing::patch().name("x")));
        let created = batch.add(Thing::within().create(Thing::new_body().name("x")));
        let mut replies = batch.send().await;
        let outcomes =
            [replies.take(read).map(drop), replies.take(changed).map(drop), replies.take(created).map(drop)];
        let good: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(good, [get, patch, create], "{status}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            let doubt =
                matches!(status, 500 | 502 | 504) && error.call().is_some_and(|call| call.method != "GET");
            assert_eq!((error.attempts(), error.write_in_doubt()), (1, doubt), "{status}");
        }
    }
}

#[tokio::test]
async fn the_retry_limits_apply_to_each_request() {
    let graph = Graph::new();
    graph.script("/things/1", vec![answer(429).after(2); 9]).script("/things/2", [answer(429).after(3_600)]);
    let results = graph.client().send_all(["1", "2", "3"].map(|id| Thing::at(id).get())).await;
    let error = results[0].as_ref().expect_err("too often");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 6));
    assert_eq!(error.waits(), [Duration::from_secs(2); 5]);
    let error = results[1].as_ref().expect_err("too long");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert!(results[2].is_ok());
    assert_eq!(graph.received().len(), 6);

    let graph = Graph::new();
    graph.script("/things/1", [answer(429).after(200), answer(429).after(101)]);
    let results = graph.client().send_all([Thing::at("1").get()]).await;
    let error = results[0].as_ref().expect_err("too long in all");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 2));
}

#[tokio::test]
async fn without_retry_after_requests_back_off_together() {
    let graph = Graph::new();
    for id in ["1", "2", "3"] {
        graph.script(&format!("/things/{id}"), [answer(429)]);
    }
    let results = graph.client().send_all(["1", "2", "3"].map(|id| Thing::at(id).get())).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(graph.received().len(), 2);
    assert!(graph.received()[1].at <= Duration::from_secs(1));
}

#[tokio::test]
async fn a_request_without_retries_is_sent_once_and_on_its_own() {
    let graph = Graph::new();
    graph.script("/things/1", [answer(429).after(1)]).script("/things/2", [answer(429).after(1)]);
    let requests = [Thing::at("1").get().no_retry(), Thing::at("2").get()];
    let results = graph.client().send_all(requests).await;
    assert_eq!(results[0].as_ref().expect_err("once").attempts(), 1);
    assert!(results[1].is_ok());
    assert_eq!(graph.lines(), [["GET /things/1"], ["GET /things/2"], ["GET /things/2"]]);
}
