//! What is sent and how replies are read: forms, types, order, errors of single requests.

use std::time::Duration;

use graph_entity::{Error, ErrorKind, Property};
use serde_json::{Value, json};

use crate::graph::{Answer, Gadget, Graph, Thing, answer};

#[tokio::test]
async fn requests_of_different_types_have_typed_results() {
    let graph = Graph::new();
    let mut batch = graph.client().batch();
    let read = batch.add(Thing::at("1").get());
    let changed = batch.add(Thing::update("2", Thing::patch().name("two")));
    let deleted = batch.add(Thing::at("3").delete());
    let gadget = batch.add(Gadget::at("4").get());
    assert_eq!((batch.len(), batch.is_empty()), (4, false));
    let mut replies = batch.send().await;
    // The results can be taken in any order.
    assert_eq!(replies.take(gadget).expect("200").into_value(), Gadget { id: "4".into(), size: None });
    replies.take(deleted).expect("204");
    let changed = replies.take(changed).expect("200");
    assert_eq!(changed.value().as_ref().and_then(|thing| thing.name.as_deref()), Some("two"));
    assert_eq!(changed.request_id(), Some("outer-request"));
    assert_eq!(replies.take(read).expect("200").value().id, "1");

    let received = graph.received();
    let versions: Vec<_> = received.iter().map(|batch| batch.version.as_str()).collect();
    assert_eq!(versions, ["v1.0", "beta"], "a batch is of one version");
    assert_eq!(changed.client_request_id(), received[0].headers["client-request-id"].to_str().expect("text"));
    assert_eq!(received[0].requests[0], json!({ "id": "1", "method": "GET", "url": "/things/1" }));
    let patch = json!({
        "id": "2", "method": "PATCH", "url": "/things/2",
        "headers": { "Content-Type": "application/json" },
        "body": { "@odata.type": "#microsoft.graph.thing", "name": "two" },
    });
    assert_eq!(received[0].requests[1], patch);
    assert_eq!(received[0].lines()[2], "DELETE /things/3");
}

#[tokio::test]
async fn a_list_is_read_up_to_its_first_page() {
    let graph = Graph::new();
    let page = json!({ "value": [{ "id": "1" }, { "id": "2" }], "@odata.nextLink": "https://graph.test/v1.0/things?p" });
    let page = Answer { body: page, ..answer(200) };
    graph.script("/things?$top=2", [page]);
    let mut batch = graph.client().batch();
    let created = batch.add(Thing::within().create(Thing::new_body().name("x")));
    let listed = batch.add_after(&created, Thing::within().list().top(2));
    let mut replies = batch.send().await;
    let page = replies.take(listed).expect("a page").into_value();
    assert_eq!(page.items.iter().map(|thing| thing.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
}

#[tokio::test]
async fn requests_are_split_into_batches_of_twenty_and_keep_their_order() {
    for count in [0_usize, 1, 19, 20, 21, 60, 61] {
        let graph = Graph::new();
        let requests = (0..count).map(|number| Thing::at(number.to_string()).get());
        let results = graph.client().send_all(requests).await;
        let ids: Vec<_> = results.into_iter().map(|result| result.expect("200").into_value().id).collect();
        assert_eq!(ids, (0..count).map(|number| number.to_string()).collect::<Vec<_>>());
        assert_eq!(graph.received().len(), count.div_ceil(20), "{count}");
    }
}

#[tokio::test]
async fn a_request_in_a_batch_keeps_its_headers() {
    let graph = Graph::new();
    let request = Thing::update("1", Thing::patch().name("x")).if_match("W/\"7\"").prefer("return=minimal");
    graph.client().send_all([request.header("x-own", "1")]).await;
    let headers = &graph.received()[0].requests[0]["headers"];
    let expected = json!({ "Content-Type": "application/json", "If-Match": "W/\"7\"", "Prefer": "return=minimal", "x-own": "1" });
    assert_eq!(*headers, expected);
}

#[tokio::test]
async fn a_batch_has_the_longest_timeout_of_its_requests() {
    let graph = Graph::new();
    let client = graph.settings().timeout(Duration::from_secs(10)).build().expect("a client");
    let get = || Thing::at("1").get();
    let patient = |seconds| get().timeout(Duration::from_secs(seconds));
    client.send_all([patient(3), patient(40), get()]).await;
    client.send_all([patient(3), get()]).await;
    client.send_all([patient(3), patient(2)]).await;
    let limits: Vec<_> = graph.received().iter().filter_map(|batch| batch.timeout).collect();
    assert_eq!(limits, [40, 10, 3].map(Duration::from_secs));
}

#[tokio::test]
async fn a_failure_does_not_affect_other_requests() {
    let graph = Graph::new();
    graph
        .script("/things/2", [answer(404)])
        .script("/things/4", [Answer { body: json!({ "id": 5 }), ..answer(200) }]);
    let requests = ["1", "2", "..", "4", "5"].map(|id| Thing::at(id).get());
    let results = graph.client().send_all(requests).await;
    let kinds: Vec<_> = results.iter().map(|result| result.as_ref().map_err(Error::kind).err()).collect();
    assert_eq!(
        kinds,
        [None, Some(ErrorKind::NotFound), Some(ErrorKind::InvalidRequest), Some(ErrorKind::WrongType), None]
    );
    let error = results[1].as_ref().expect_err("404");
    assert_eq!(error.graph().map(|error| error.code.as_str()), Some("Code404"));
    assert!(error.to_string().starts_with("404 Not Found from GET /things/{thingId}: Code404"), "{error}");
    assert_eq!(results[3].as_ref().expect_err("a number").property(), Some("id"));
    assert_eq!(
        graph.lines(),
        [["GET /things/1", "GET /things/2", "GET /things/4", "GET /things/5"]],
        "`..` is not sent"
    );
}

#[tokio::test]
async fn missing_and_repeated_replies_are_errors() {
    let graph = Graph::new();
    graph.modify_replies(|replies| {
        replies.retain(|reply| reply["id"] != "2");
        let again = replies.iter().find(|reply| reply["id"] == "3").cloned().expect("a third");
        replies.push(again);
        replies.push(json!({ "id": "99", "status": 200 }));
        replies.push(Value::from("no reply"));
        for reply in replies {
            if reply["id"] == "4" {
                reply["status"] = Value::Null;
            }
        }
    });
    let patch = || Thing::patch().name("x");
    let results =
        graph.client().send_all(["1", "2", "3", "4", "5"].map(|id| Thing::update(id, patch()))).await;
    let text: Vec<_> = results
        .iter()
        .map(|result| {
            result.as_ref().map_err(|error| (error.kind(), error.write_in_doubt(), error.attempts())).err()
        })
        .collect();
    let lost = |kind| Some((kind, true, 1));
    assert_eq!(
        text,
        [
            None,
            lost(ErrorKind::MissingReply),
            lost(ErrorKind::DuplicateReply),
            lost(ErrorKind::WrongType),
            None
        ]
    );
    let text = results[1].as_ref().expect_err("missing").to_string();
    assert!(text.starts_with("the batch's answer holds no reply to PATCH /things/{thingId}"), "{text}");
}

#[tokio::test]
async fn a_base64_body_is_decoded() {
    let graph = Graph::new();
    let image =
        Answer { status: 200, headers: vec![("Content-Type", "image/jpeg".into())], body: json!("/9j_4A") };
    let wrapped = Answer { body: json!("eyJpZCI6IjIifQ=="), ..answer(200) };
    graph.script("/things/1/$value", [image]).script("/things/2", [wrapped]);
    let mut batch = graph.client().batch();
    let image = batch.add(Thing::at("1").media());
    let wrapped = batch.add(Thing::at("2").get());
    let mut replies = batch.send().await;
    assert_eq!(replies.take(image).expect("bytes").into_value(), [0xff_u8, 0xd8, 0xff, 0xe0].as_slice());
    assert_eq!(replies.take(wrapped).expect("an entity").value().id, "2");
}

/// Text is sent as it is, and many a text is valid base64.
#[tokio::test]
async fn a_body_is_read_by_its_media_type() {
    for (content_type, body, expected) in [
        ("text/plain", json!("1234"), &b"1234"[..]),
        ("text/plain; charset=utf-8", json!("1234"), b"1234"),
        ("Text/CSV", json!("abcd"), b"abcd"),
        ("application/atom+xml", json!("abcd"), b"abcd"),
        ("text/plain", json!(1234), b"1234"),
        ("application/octet-stream", json!("YWJjZA=="), b"abcd"),
        ("application/zip", json!("YWJjZA"), b"abcd"),
        ("application/json", json!("abcd"), b"\"abcd\""),
    ] {
        let graph = Graph::new();
        let headers = vec![("Content-Type", content_type.into())];
        graph.script("/things/1/$value", [Answer { status: 200, headers, body }]);
        let mut batch = graph.client().batch();
        let item = batch.add(Thing::at("1").media());
        let bytes = batch.send().await.take(item).expect("bytes").into_value();
        assert_eq!(bytes, expected, "{content_type}");
    }
}

#[tokio::test]
async fn a_number_of_entities_is_read_in_a_batch_too() {
    let graph = Graph::new();
    for (path, body) in
        [("/things/$count", json!("1234")), ("/things/$count?$filter=name%20eq%20'x'", json!(7))]
    {
        graph.script(
            path,
            [Answer { status: 200, headers: vec![("Content-Type", "text/plain".into())], body }],
        );
    }
    let mut batch = graph.client().batch();
    let all = batch.add(Thing::within().list().number());
    let some = batch.add(Thing::within().list().filter(Thing::NAME.eq("x")).top(3).number());
    let mut replies = batch.send().await;
    assert_eq!(replies.take(all).expect("a number").into_value(), 1_234);
    assert_eq!(replies.take(some).expect("a number").into_value(), 7);
}

#[tokio::test]
async fn a_handle_of_another_batch_is_refused() {
    let graph = Graph::new();
    let client = graph.client();
    let (mut one, mut other) = (client.batch(), client.batch());
    let mine = one.add(Thing::at("1").get());
    let theirs = other.add(Thing::at("2").get());
    let after = one.add_after(&theirs, Thing::at("3").get());
    let mut replies = one.send().await;
    for error in [replies.take(theirs).map(drop), replies.take(after).map(drop)] {
        let error = error.expect_err("another batch");
        assert!(error.kind() == ErrorKind::InvalidRequest && error.to_string().contains("batch"), "{error}");
    }
    assert_eq!(replies.take(mine).expect("200").value().id, "1");
    assert_eq!(graph.lines(), [["GET /things/1"]]);
}

#[tokio::test]
async fn a_token_in_an_answer_is_redacted() {
    let graph = Graph::new();
    let echo = "you sent Bearer token-of-a-test";
    let refusal = json!({ "error": { "code": echo, "message": echo, "innerError": { "request-id": echo } } });
    graph.script("/things/1", [Answer { body: refusal, ..answer(403) }]);
    graph.script("/things/2", [Answer { body: json!({ "id": [echo] }), ..answer(200) }]);
    for result in graph.client().send_all(["1", "2"].map(|id| Thing::at(id).get())).await {
        let error = result.expect_err("no entity");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("token-of-a-test"), "{text}");
    }
}

#[tokio::test]
async fn a_reference_in_a_batch_is_absolute() {
    const GADGET: Property<Thing, Gadget> = Property::new("gadget");
    const GADGETS: Property<Thing, Vec<Gadget>> = Property::new("gadgets");
    let graph = Graph::new();
    let thing = Thing::at("1");
    graph
        .client()
        .send_all([
            thing.clone().set_reference(GADGET, Gadget::at("2")),
            thing.clone().link(GADGETS, Gadget::at("3")),
            thing.unlink(GADGETS, "4"),
        ])
        .await;
    let received = graph.received();
    assert_eq!(
        received[0].lines(),
        ["PUT /things/1/gadget/$ref", "POST /things/1/gadgets/$ref", "DELETE /things/1/gadgets/4/$ref"]
    );
    let bodies: Vec<_> = received[0].requests.iter().map(|request| request["body"].clone()).collect();
    let id = |key: &str| json!({ "@odata.id": format!("https://graph.microsoft.com/beta/gadgets/{key}") });
    assert_eq!(bodies, [id("2"), id("3"), Value::Null]);
}
