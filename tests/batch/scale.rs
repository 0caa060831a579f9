//! Many requests, limits on concurrent batches, and cancellation.

use std::collections::HashMap;
use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use graph_entity::{Budget, ErrorKind};

use crate::graph::{Graph, Thing, answer};

/// A pseudo-random sequence by a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[tokio::test]
async fn a_thousand_patches_with_a_third_throttled_succeed() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124);
    println!("SEED={seed}");
    let mut random = Random(seed);
    let graph = Graph::new();
    let mut delays = HashMap::new();
    for number in 0..1_000 {
        if random.below(10) < 3 {
            let times = 1 + random.below(3);
            let waits: Vec<_> = (0..times).map(|_| 1 + random.below(20)).collect();
            graph.script(&format!("/things/{number}"), waits.iter().map(|wait| answer(429).after(*wait)));
            delays.insert(format!("PATCH /things/{number}"), waits);
        }
    }
    assert!((200..400).contains(&delays.len()), "{} of 1,000", delays.len());
    let requests = (0..1_000)
        .map(|number| Thing::update(number.to_string(), Thing::patch().name(format!("thing {number}"))));
    let results = graph.client().send_all(requests).await;
    assert_eq!(results.len(), 1_000);
    for (number, result) in results.into_iter().enumerate() {
        let thing = result.expect("200 in the end").into_value().expect("an entity");
        assert_eq!(thing, Thing { id: number.to_string(), name: Some(format!("thing {number}")) });
    }
    assert_eq!(graph.max_in_flight(), 4);
    check_waits(&graph, &delays);
}

/// Checks that each request was sent again as often as it was throttled, and never before its delay.
fn check_waits(graph: &Graph, delays: &HashMap<String, Vec<u64>>) {
    let mut arrivals = HashMap::<String, Vec<Duration>>::new();
    for batch in graph.received() {
        for line in batch.lines() {
            arrivals.entry(line).or_default().push(batch.at);
        }
    }
    assert_eq!(arrivals.len(), 1_000);
    for (line, times) in arrivals {
        let waits = delays.get(&line).map_or(&[][..], Vec::as_slice);
        assert_eq!(times.len(), waits.len() + 1, "{line}");
        for (pair, wait) in times.windows(2).zip(waits) {
            assert!(pair[1] >= pair[0] + Duration::from_secs(*wait), "{line}: {pair:?}, {wait}");
        }
    }
}

#[tokio::test]
async fn concurrent_batches_are_limited() {
    for (bound, most) in [(0, 1), (1, 1), (3, 3), (100, 10)] {
        let graph = Graph::new();
        let mut batch = graph.client().batch().concurrency(bound);
        let items: Vec<_> = (0..200).map(|number| batch.add(Thing::at(number.to_string()).get())).collect();
        let mut replies = batch.send().await;
        assert!(items.into_iter().all(|item| replies.take(item).is_ok()));
        assert_eq!(graph.max_in_flight(), most, "{bound}");
    }
}

#[tokio::test]
async fn dropping_the_future_cancels_the_batches() {
    let graph = Graph::new();
    let client = graph.client();
    {
        let mut sending = pin!(client.send_all((0..200).map(|number| Thing::at(number.to_string()).get())));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..4 {
            assert!(matches!(sending.as_mut().poll(&mut context), Poll::Pending));
        }
    }
    let received = graph.received().len();
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(graph.received().len(), received);
}

#[tokio::test]
async fn a_batch_can_be_sent_from_any_task() {
    let graph = Graph::new();
    let client = graph.client();
    let results =
        tokio::spawn(async move { client.send_all([Thing::at("1").get()]).await }).await.expect("no panic");
    assert_eq!(results.len(), 1);
    let text = format!("{:?}", graph.client().batch());
    assert_eq!(text, "Batch { requests: 0, concurrency: 4, .. }");
}

#[tokio::test]
async fn the_budget_counts_each_request() {
    let graph = Graph::new();
    let budget = Budget::new(Duration::from_secs(10), 1_000, 25);
    let client = graph.settings().budget(budget).build().expect("a client");
    let patches = (0..40).map(|number| Thing::update(number.to_string(), Thing::patch().name("x")));
    assert!(client.send_all(patches).await.iter().all(Result::is_ok));
    let times: Vec<_> = graph.received().iter().map(|batch| batch.at.as_secs()).collect();
    assert_eq!(times, [0, 10]);
}

/// Time in the queue does not count as retry time, and the budget counts requests, not batches.
#[tokio::test]
async fn time_in_the_queue_does_not_count_as_retry_time() {
    let graph = Graph::new();
    graph.script("/things/1", [answer(429).after(1)]);
    let settings =
        graph.settings().max_retry_time(Duration::from_secs(10)).deadline(Duration::from_secs(900));
    let client = settings.budget(Budget::new(Duration::from_secs(400), 1, 1)).build().expect("a client");
    for number in 0..2 {
        let results = client.send_all([Thing::at(number.to_string()).get()]).await;
        results[0].as_ref().expect("200 in the end");
    }
    let times: Vec<_> = graph.received().iter().map(|batch| batch.at.as_secs()).collect();
    assert_eq!(times, [0, 400, 800]);
}

/// The time of a request is counted over all batches that it is sent in.
#[tokio::test]
async fn a_request_that_is_sent_again_has_the_time_that_is_left() {
    let graph = Graph::new();
    graph.script("/things/1", [answer(429).after(60)]);
    let requests = [Thing::at("1").get().deadline(Duration::from_secs(70))];
    assert!(graph.client().send_all(requests).await[0].is_ok());
    let timeouts: Vec<_> =
        graph.received().iter().map(|batch| batch.timeout.expect("a limit").as_secs()).collect();
    assert_eq!(timeouts, [70, 10]);
}

#[tokio::test]
async fn a_request_whose_turn_comes_too_late_fails_alone() {
    let graph = Graph::new();
    let budget = Budget::new(Duration::from_secs(10), 5, 5);
    let client = graph.settings().budget(budget).build().expect("a client");
    let get = |id: &str| Thing::at(id.to_owned()).get();
    assert!(client.send_all((0..5).map(|number| get(&number.to_string()))).await.iter().all(Result::is_ok));

    let mut batch = client.batch();
    let late = batch.add(get("late").deadline(Duration::from_secs(5)));
    let dependent = batch.add_after(&late, get("dependent"));
    let patient = batch.add(get("patient"));
    let mut replies = batch.send().await;
    let error = replies.take(late).map(drop).expect_err("too late");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0), "{error}");
    assert!(error.to_string().contains("its deadline of 5 s"), "{error}");
    let error = replies.take(dependent).map(drop).expect_err("its dependency failed");
    assert_eq!(error.kind(), ErrorKind::FailedDependency);
    assert_eq!(replies.take(patient).expect("200").into_value().id, "patient");
    assert_eq!(graph.received().last().expect("a batch").at, Duration::from_secs(10));
}

/// An answer says more than that there was no time for another attempt.
#[tokio::test]
async fn a_turn_that_comes_too_late_does_not_replace_an_answer() {
    for whole in [false, true] {
        let graph = Graph::new();
        if whole {
            graph.answer_batches(429, &[("retry-after", "1"), ("request-id", "r1")], "");
        } else {
            graph.script("/things/1", [answer(429).after(1)]);
        }
        let settings = graph.settings().budget(Budget::new(Duration::from_secs(400), 1, 1));
        let client = settings.build().expect("a client");
        let request = Thing::at("1").get().deadline(Duration::from_secs(100));
        let error = client.send_all([request]).await.remove(0).map(drop).expect_err("no time");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1), "{error}");
        let id = graph.received()[0].headers["client-request-id"].clone();
        assert_eq!(error.client_request_id(), id.to_str().ok(), "{error}");
    }
}
