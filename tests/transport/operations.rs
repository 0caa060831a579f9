//! Long-running operations: 202 with a `Location`, which is polled until the operation ends.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use bytes::Bytes;
use graph_entity::{AccessToken, CredentialError, Error, ErrorKind, TokenRequest};

use crate::calls::{send, send_and_wait};
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::server::{Server, Step};

const LIMIT: Duration = Duration::from_secs(100);

/// Returns a summary: the name of the result or the kind of the error, the requested addresses, the delays.
async fn watch(replies: &[&str]) -> (String, Vec<String>, Vec<f64>) {
    let steps = replies.iter().map(|words| Step::Send(scripted(words))).collect();
    let server = Server::start(steps).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let request = Thing::within().create(Thing::new_body().name("x")).if_match("W/\"1\"");
    let end = match send_and_wait(request, &client, LIMIT).await {
        Ok(reply) => {
            reply.into_value().map_or_else(|| "no entity".to_owned(), |thing| thing.name.unwrap_or_default())
        }
        Err(error) => summarize(&error),
    };
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .skip(1)
            .all(|request| request.header("if-match").is_none() && request.body.is_empty())
    );
    let line = |head: &str| head.lines().next().unwrap_or_default().replace(" HTTP/1.1", "");
    let waits = clock.waits().iter().map(Duration::as_secs_f64).collect();
    (end, requests.iter().map(|request| line(&request.head)).collect(), waits)
}

fn summarize(error: &Error) -> String {
    let text = format!("{error} {error:?}");
    assert!(!text.contains("token-of-a-test") && !error.to_string().contains('\n'), "{text}");
    format!("{:?}", error.kind())
}

#[tokio::test]
async fn an_operation_is_polled_until_its_result_is_available() {
    let (end, requests, waits) = watch(&[
        "202 after=7 location=/things('1')/operations('2')",
        r#"200 body={"status":"notStarted"}"#,
        r#"200 after=11 body={"status":"running"}"#,
        "503 after=1",
        r#"200 body={"status":"succeeded","targetResourceLocation":"/v1.0/things/1"}"#,
        "200",
    ])
    .await;
    assert_eq!((end.as_str(), waits), ("x", vec![7.0, 4.0, 11.0, 1.0]));
    let monitor = "GET /v1.0/things('1')/operations('2')";
    assert_eq!(requests, ["POST /v1.0/things", monitor, monitor, monitor, monitor, "GET /v1.0/things/1"]);
}

#[tokio::test]
async fn an_answer_with_the_result_ends_polling() {
    for replies in [
        &["201"][..],
        &["202 location=/monitor", "200"],
        &["202 location=/monitor", "202", "200"],
        &["202 location=/monitor", "303 location=/things/1", "200"],
        &["202 location=/beta/monitor", r#"200 body={"id":"1","name":"x","status":"completed"}"#],
        &["202 location=/monitor", r#"200 body={"id":"1","name":"x","status":"enabled"}"#],
    ] {
        assert_eq!(watch(replies).await.0, "x", "{replies:?}");
    }
}

#[tokio::test]
async fn an_operation_that_fails_is_an_error_of_its_own_kind() {
    for (replies, kind) in [
        (
            &["202 location=/monitor", r#"200 body={"status":"failed","error":{"code":"C","message":"M"}}"#]
                [..],
            ErrorKind::OperationFailed,
        ),
        (&["202 after=101 location=/monitor"], ErrorKind::OperationUnfinished),
        (&["202 after=60 location=/monitor", "202 after=60"], ErrorKind::OperationUnfinished),
        (&["202 location=/monitor", "404"], ErrorKind::NotFound),
        (&["202 location=https://evil.example/monitor"], ErrorKind::ForeignLink),
        (&["202 location=/monitor", "303 location=https://evil.example/x"], ErrorKind::ForeignLink),
        (&["400"], ErrorKind::BadRequest),
    ] {
        assert_eq!(watch(replies).await.0, format!("{kind:?}"), "{replies:?}");
    }
}

/// The service decides whether it sends the entity, so a create without one is not an error.
#[tokio::test]
async fn a_create_without_an_entity_in_the_reply_says_so() {
    let operation = "/teams('1')/operations('2')";
    let located = |words: &str| format!("{words} location={operation}");
    for (words, location) in [
        (located("202 empty"), Some(operation)),
        (located("202 body={}"), Some(operation)),
        (located("202 bom body={}"), Some(operation)),
        (located("201 empty"), Some(operation)),
        (located("204"), Some(operation)),
        ("202 empty".to_owned(), None),
        ("204".to_owned(), None),
    ] {
        let server = Server::start(vec![Step::Send(scripted(&words))]).await;
        let clock = VirtualClock::at(epoch());
        let client =
            settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
        let request = Thing::within().create(Thing::new_body().name("x")).prefer("return=minimal");
        let reply = send(request, &client).await.unwrap_or_else(|error| panic!("{words}: {error}"));
        assert_eq!((reply.value(), reply.location()), (&None, location), "{words}");
        assert_eq!(reply.status().as_str(), &words[..3]);
        assert_eq!(server.requests()[0].header("prefer"), Some("return=minimal"));
    }
    for (words, kind) in [("200 empty", ErrorKind::EmptyReply), ("201 body={}", ErrorKind::WrongType)] {
        let server = Server::start(vec![Step::Send(scripted(words))]).await;
        let clock = VirtualClock::at(epoch());
        let client =
            settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
        let error = send(Thing::within().create(Thing::new_body()), &client).await.expect_err("no entity");
        assert_eq!((error.kind(), error.write_in_doubt()), (kind, true), "{words}: {error}");
    }
}

/// The service has accepted the write, and no error of the wait says whether it was made.
#[tokio::test]
async fn every_error_of_the_wait_leaves_the_write_in_doubt() {
    let accepted = "202 location=/monitor";
    for replies in [
        &[accepted, r#"200 body={"status":"failed","error":{"code":"C","message":"M"}}"#][..],
        &["202 after=101 location=/monitor"],
        &[accepted, "404"],
        &[accepted, "400"],
        &[accepted, "429 after=200"],
        &[accepted, "200 html"],
        &[accepted, r#"200 body={"id":7}"#],
        &[accepted, r#"200 body={"id":"1"#],
        &[accepted, "302 location=https://evil.example/x"],
        &[accepted, "303 location=/things/1", "404"],
        &[accepted, "303 location=/things/1", "302 location=/x"],
        &[accepted, "303 location=/things/1", "200 empty"],
        &[accepted, "401", "401"],
        &[accepted, "401 claims"],
        &["202 location=https://evil.example/monitor"],
        &["202 location=//evil.example/monitor"],
        &["202 location=monitor"],
        &["202 location=/a[b]"],
        &["202 location=/a%zz\"b"],
        &["202 location=http://["],
        &["202 location="],
    ] {
        let (error, _) = failing(replies, 100).await;
        assert!(error.write_in_doubt(), "{replies:?}: {error}");
        // A result that is there and cannot be read is that of a write that was made.
        let said = ["; the write may have happened", "; the write was done"];
        assert!(said.iter().any(|said| error.to_string().contains(said)), "{replies:?}: {error}");
    }
    let (error, _) = failing(&["400"], 100).await;
    assert!(!error.write_in_doubt(), "{error}");
}

/// A credential that fails during the wait does not hide that the service has accepted the write.
#[tokio::test]
async fn a_missing_token_during_the_wait_leaves_the_write_in_doubt() {
    let (error, _) = failing(&["202 location=/monitor"], 1).await;
    assert_eq!(error.kind(), ErrorKind::OperationUnfinished);
    assert!(error.write_in_doubt() && error.client_request_id().is_some(), "{error}");
    assert!(error.to_string().contains("the credential gave no token: signed out"), "{error}");
}

/// The error of a create that waits, with a credential that gives this many tokens.
async fn failing(replies: &[&str], tokens: u32) -> (Error, Vec<f64>) {
    let server = Server::start(replies.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let given = AtomicU32::new(0);
    let credential = move |_: TokenRequest| {
        let number = given.fetch_add(1, SeqCst);
        let token = if number < tokens {
            AccessToken::new(format!("token-of-a-test-{number}"))
        } else {
            Err(CredentialError::failed("signed out"))
        };
        std::future::ready(token)
    };
    let client = settings(server.address(), &clock).credential(credential).build().expect("a client");
    let request = Thing::within().create(Thing::new_body().name("x"));
    let error = send_and_wait(request, &client, LIMIT).await.map(drop).expect_err("an error");
    (error, clock.waits().iter().map(Duration::as_secs_f64).collect())
}

#[tokio::test]
async fn bytes_are_sent_and_received_unchanged() {
    let page = "<html>bytes of a type of their own</html>";
    let steps = [format!("200 html body={}", page.replace(' ', "_")), "204".to_owned(), "404".to_owned()];
    let server = Server::start(steps.iter().map(|words| Step::Send(scripted(words))).collect()).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let reply = send(Thing::at("1").media(), &client).await.expect("bytes");
    assert_eq!(reply.into_value(), page.replace(' ', "_"));
    let bytes = Bytes::from_static(b"\0\xff\r\n");
    send(Thing::at("1").put_media("image/jpeg", bytes.clone()), &client).await.expect("204");
    let error = send(Thing::at("1").media(), &client).await.expect_err("404");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(" from GET /things/{thingId}/$value: "), "{error}");
    let requests = server.requests();
    assert!(
        requests[0].head.starts_with("GET /v1.0/things/1/$value HTTP/1.1")
            && requests[0].header("accept") == Some("*/*")
    );
    assert!(requests[1].head.starts_with("PUT /v1.0/things/1/$value HTTP/1.1"));
    assert_eq!(
        (requests[1].header("content-type"), &requests[1].body),
        (Some("image/jpeg"), &bytes.to_vec())
    );
}
