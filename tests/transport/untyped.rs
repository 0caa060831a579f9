//! Requests for what is not declared: the same policies as for what is.

use std::time::Duration;

use graph_entity::{ErrorKind, InvalidRequestError, Request};
use http::Method;
use serde_json::json;

use crate::calls::send;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

async fn serving(replies: &[&str]) -> (Server, graph_entity::Client, VirtualClock) {
    let server = Server::start(replies.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    (server, client, clock)
}

#[tokio::test]
async fn it_is_sent_as_every_request_is() {
    let (server, client, clock) = serving(&["429 after=2", r#"200 body={"odd":[1,"x"]}"#, "204"]).await;
    let request = Request::untyped(Method::PATCH, "/beta/users/{userId}/odd", &["a b@contoso.example"]);
    let request = request.json(json!({ "level": 1 })).query("$select", "odd");
    assert_eq!(format!("{:?}", request.template()), r#""/users/{userId}/odd""#);
    let value = send(request.clone(), &client).await.expect("a value").into_value();
    assert_eq!((value, clock.waits()), (Some(json!({ "odd": [1, "x"] })), vec![Duration::from_secs(2)]));
    assert_eq!(send(request, &client).await.expect("204").into_value(), None);
    let sent = &server.requests()[1];
    assert!(
        sent.head.starts_with("PATCH /beta/users/a%20b@contoso.example/odd?$select=odd HTTP/1.1"),
        "{}",
        sent.head
    );
    assert_eq!(
        (sent.body.as_slice(), sent.header("content-type")),
        (&br#"{"level":1}"#[..], Some("application/json"))
    );
}

#[tokio::test]
async fn its_errors_show_no_value() {
    let (_server, client, _) = serving(&["504"]).await;
    let request = Request::untyped(Method::POST, "/v1.0/odd/{id}/run", &["secret-id"]);
    let error = send(request, &client).await.expect_err("504");
    assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::GatewayTimeout, true));
    assert!(!format!("{error} {error:?}").contains("secret-id"), "{error:?}");
}

#[tokio::test]
async fn lists_bytes_and_batches_work_too() {
    let (server, client, _) = serving(&[r#"200 body={"value":[{"id":1},7]}"#, "200 body=text"]).await;
    let list = Request::untyped(Method::GET, "/v1.0/odd", &[]).paged().items(&client);
    assert_eq!(list.into_vec().await.expect("items"), [json!({ "id": 1 }), json!(7)]);
    let bytes = send(Request::untyped(Method::GET, "/v1.0/odd/$value", &[]).bytes(), &client).await;
    assert_eq!(bytes.expect("bytes").into_value(), "text");
    assert_eq!(server.requests()[1].header("accept"), Some("*/*"));

    let replies = r#"200 body={"responses":[{"id":"2","status":200,"body":{"id":"1"}},{"id":"1","status":200,"body":{"a":1}}]}"#;
    let (_server, client, _) = serving(&[replies]).await;
    let mut batch = client.batch();
    let untyped = batch.add(Request::untyped(Method::GET, "/v1.0/odd", &[]));
    let typed = batch.add(Thing::at("1").get());
    let mut replies = batch.send().await;
    assert_eq!(replies.take(untyped).expect("a value").into_value(), Some(json!({ "a": 1 })));
    assert_eq!(replies.take(typed).expect("a thing").into_value().id, "1");
}

#[test]
fn what_cannot_be_sent_is_refused_with_the_mend() {
    let deep = (0..200).fold(json!(1), |value, _| json!([value]));
    for (request, says) in [
        (Request::untyped(Method::GET, "/users", &[]), "begin it with `/v1.0/`"),
        (Request::untyped(Method::GET, "beta/users", &[]), "begin it with `/v1.0/`"),
        (Request::untyped(Method::GET, "/beta/users?$top=1", &[]), "set each option with `query`"),
        (
            Request::untyped(Method::GET, "/beta/users/{id}", &[]),
            "`{id}` in the path is refused: it is empty",
        ),
        (Request::untyped(Method::GET, "/beta/users/{id}", &["1", "2"]), "write one `{name}` for each value"),
        (Request::untyped(Method::GET, "/beta/users/{id}", &["a/b"]), "`{id}` in the path is refused"),
        (Request::untyped(Method::POST, "/beta/users", &[]).json(deep), "more than 127 objects and arrays"),
    ] {
        let error = request.to_http("https://graph.microsoft.com").expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
    }
    let refused = InvalidRequestError::Untyped { reason: "x" };
    assert_eq!(refused.to_string(), "the untyped request is refused: x");
}
