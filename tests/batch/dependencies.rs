//! Dependencies between requests: chains, stars and other shapes.

use graph_entity::{BatchItem, Error, ErrorKind, Replies};

use crate::graph::{Gadget, Graph, Thing, answer};

fn kinds(replies: &mut Replies, items: Vec<BatchItem<Thing>>) -> Vec<Option<ErrorKind>> {
    items.into_iter().map(|item| replies.take(item).map_err(|error: Error| error.kind()).err()).collect()
}

/// Requests to things `0`, `1`, ..., each after the request whose number is at its index.
async fn sent(graph: &Graph, parents: &[Option<usize>]) -> Vec<Option<ErrorKind>> {
    let mut batch = graph.client().batch().concurrency(1);
    let mut items = Vec::new();
    for (number, parent) in parents.iter().enumerate() {
        let request = Thing::at(number.to_string()).get();
        let item = match parent {
            Some(parent) => batch.add_after(&items[*parent], request),
            None => batch.add(request),
        };
        items.push(item);
    }
    kinds(&mut batch.send().await, items)
}

#[tokio::test]
async fn a_chain_is_sent_as_a_chain_and_a_star_as_a_star() {
    let graph = Graph::new();
    assert_eq!(sent(&graph, &[None, Some(0), Some(1)]).await, [None; 3]);
    assert_eq!(graph.lines(), [["GET /things/0", "GET /things/1 <1", "GET /things/2 <2"]]);

    let graph = Graph::new();
    assert_eq!(sent(&graph, &[None, Some(0), Some(0)]).await, [None; 3]);
    assert_eq!(graph.lines(), [["GET /things/0", "GET /things/1 <1", "GET /things/2 <1"]]);
}

#[tokio::test]
async fn any_other_shape_is_sent_level_by_level() {
    let graph = Graph::new();
    // A tree of three levels, and two requests without dependencies.
    let parents = [None, Some(0), Some(0), Some(1), Some(2), None, None];
    assert_eq!(sent(&graph, &parents).await, [None; 7]);
    let lines = graph.lines();
    assert_eq!(lines[0], ["GET /things/0", "GET /things/1 <1", "GET /things/2 <1"]);
    let all: Vec<_> = lines.concat();
    assert_eq!(all.len(), 7, "{lines:?}");
    let position = |url: &str| all.iter().position(|line| line.starts_with(url)).expect("it was sent");
    assert!(position("GET /things/3") > position("GET /things/1"));
    assert!(position("GET /things/4") > position("GET /things/2"));
}

#[tokio::test]
async fn long_chains_wide_stars_and_many_pairs_need_few_batches() {
    let row: Vec<_> = (0..50_usize).map(|number| number.checked_sub(1)).collect();
    let star: Vec<_> = (0..50).map(|number| (number > 0).then_some(0)).collect();
    let pairs: Vec<_> = (0..200).map(|number| (number >= 100).then(|| number - 100)).collect();
    for (parents, batches) in [(row, 3), (star, 3), (pairs, 10)] {
        let graph = Graph::new();
        assert!(sent(&graph, &parents).await.iter().all(Option::is_none));
        assert_eq!(graph.received().len(), batches);
    }
}

#[tokio::test]
async fn a_request_that_depends_on_a_failure_names_it() {
    let graph = Graph::new();
    graph.script("/things/1", [answer(404)]);
    let failed = Some(ErrorKind::FailedDependency);
    assert_eq!(
        sent(&graph, &[None, Some(0), Some(1), Some(2)]).await,
        [None, Some(ErrorKind::NotFound), failed, failed]
    );
    assert_eq!(graph.received().len(), 1, "424 is final");
}

#[tokio::test]
async fn an_unsent_dependency_is_named_too() {
    let graph = Graph::new();
    graph.script("/things/0", [answer(403)]);
    let mut batch = graph.client().batch();
    let first = batch.add(Thing::at("0").get());
    let second = batch.add_after(&first, Gadget::at("1").get());
    let third = batch.add_after(&second, Thing::at("2").get());
    let fault = batch.add(Thing::at("").get());
    let after_fault = batch.add_after(&fault, Thing::at("4").get());
    let mut replies = batch.send().await;
    let errors = [
        replies.take(second).map(drop).expect_err("403 before it"),
        replies.take(third).map(drop).expect_err("403 before it"),
        replies.take(after_fault).map(drop).expect_err("a fault before it"),
    ];
    for error in &errors {
        assert!(matches!(error, Error::Batch(_)), "{error}");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::FailedDependency, 0));
        assert!(error.to_string().contains("was not carried out"), "{error}");
    }
    assert_eq!(graph.lines(), [["GET /things/0"]]);
}

#[tokio::test]
async fn a_throttled_request_is_retried_with_its_dependents() {
    let graph = Graph::new();
    graph.script("/things/1", [answer(429).after(7), answer(503).after(2)]);
    assert_eq!(sent(&graph, &[None, Some(0), Some(1), Some(2)]).await, [None; 4]);
    let again = vec!["GET /things/1", "GET /things/2 <1", "GET /things/3 <2"];
    assert_eq!(graph.lines()[1..], [again.clone(), again], "without the dependency already met");
    assert_eq!(graph.received().iter().map(|batch| batch.at.as_secs()).collect::<Vec<_>>(), [0, 7, 9]);
}

#[tokio::test]
async fn giving_up_on_a_request_gives_up_on_its_dependents() {
    let graph = Graph::new();
    graph.script("/things/0", vec![answer(429).after(1); 9]);
    let failed = Some(ErrorKind::FailedDependency);
    assert_eq!(sent(&graph, &[None, Some(0), Some(0)]).await, [Some(ErrorKind::Throttled), failed, failed]);
    assert_eq!(graph.received().len(), 6);
}

#[tokio::test]
async fn dependencies_can_cross_versions() {
    let graph = Graph::new();
    let mut batch = graph.client().batch();
    let thing = batch.add(Thing::at("1").get());
    let gadget = batch.add_after(&thing, Gadget::at("2").get());
    let last = batch.add_after(&gadget, Thing::at("3").get());
    let mut replies = batch.send().await;
    replies.take(last).expect("200");
    assert_eq!(graph.lines(), [["GET /things/1"], ["GET /gadgets/2"], ["GET /things/3"]]);
}
