//! Redirects of reports and files to a pre-authorised address: followed once, for a GET, without the token.

use std::time::Duration;

use graph_entity::{Client, Error, ErrorKind, Request, graph_function};

use crate::calls::send;
use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, reply, scripted, settings};
use crate::server::{Server, Step};

#[graph_function(path = "/reports/getEmailActivityUserDetail", result = stream)]
struct GetEmailActivityUserDetail {
    period: String,
}

/// A function whose result is not a stream.
#[graph_function(path = "/reports/getSummary", result = String)]
struct GetSummary {}

const SIGNATURE: &str = "sig=c2lnbmF0dXJlLW9mLWEtcmVwb3J0&se=2026-11-30";

fn report() -> Request<bytes::Bytes> {
    GetEmailActivityUserDetail { period: "D7".into() }.call()
}

/// A service that redirects to another server, which answers with these replies.
async fn redirecting(status: u16, replies: Vec<Step>) -> (Server, Server, Client, VirtualClock) {
    let other = Server::start(replies).await;
    let address = format!("{}/secret-path/data.csv?{SIGNATURE}", other.address());
    let headers = [("location", address.as_str()), ("request-id", "r7"), ("set-cookie", "session=hunter2")];
    let service = Server::start(vec![Step::Send(reply(status, &headers, ""))]).await;
    let clock = VirtualClock::at(epoch());
    let settings = settings(service.address(), &clock).credential(counting(&clock));
    let client = settings.size_limit(1_000).build().expect("a client");
    (service, other, client, clock)
}

fn hidden(error: &Error) {
    let text = format!("{error} {error:?}");
    for secret in ["secret-path", "c2lnbmF0", "ydC1h", "se=2026", "token-of-a-test", "hunter2"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn a_report_is_fetched_without_the_token() {
    for status in [301, 302, 303, 307, 308] {
        let csv = reply(200, &[("content-type", "text/csv")], "a,b\r\n1,2");
        let (service, other, client, _) = redirecting(status, vec![Step::Send(csv)]).await;
        let request = report().header("range", "bytes=0-9").header("cookie", "a=b").header("x-own", "1");
        let reply = send(request, &client).await.expect("a report");
        assert_eq!((reply.request_id(), reply.status().as_u16()), (Some("r7"), 200));
        assert_eq!(reply.into_value(), "a,b\r\n1,2");
        assert!(service.requests()[0].header("authorization").is_some());
        let fetched = &other.requests()[0];
        assert!(fetched.head.starts_with(&format!("GET /secret-path/data.csv?{SIGNATURE} HTTP/1.1\r\n")));
        for name in ["authorization", "client-request-id", "cookie", "x-own", "prefer"] {
            assert_eq!(fetched.header(name), None, "{name}: {}", fetched.head);
        }
        assert_eq!((fetched.header("accept"), fetched.header("range")), (Some("*/*"), Some("bytes=0-9")));
    }
}

#[tokio::test]
async fn only_what_asks_for_it_is_followed() {
    let csv = || vec![Step::Send(reply(200, &[], "a,b"))];
    let (_service, other, client, _) = redirecting(302, csv()).await;
    let error = send(GetSummary {}.call(), &client).await.expect_err("not followed");
    assert_eq!((error.kind(), other.requests().len()), (ErrorKind::Redirected, 0));
    hidden(&error);

    let (_service, other, client, _) =
        redirecting(302, vec![Step::Send(reply(200, &[], r#"{"value":"x"}"#))]).await;
    let summary = send(GetSummary {}.call().follow_redirect(), &client).await.expect("followed");
    assert_eq!((summary.into_value().as_str(), other.requests().len()), ("x", 1));

    let (_service, other, client, _) = redirecting(302, csv()).await;
    let update = Thing::at("1").update(Thing::patch().name("x")).follow_redirect();
    let error = send(update, &client).await.expect_err("a write is not followed");
    assert_eq!(
        (error.kind(), error.write_in_doubt(), other.requests().len()),
        (ErrorKind::Redirected, true, 0)
    );

    let (_service, _other, client, _) = redirecting(302, csv()).await;
    assert_eq!(send(Thing::at("1").media(), &client).await.expect("a file").into_value(), "a,b");
}

#[tokio::test]
async fn an_unsafe_address_is_not_followed() {
    for location in
        ["http://reports.example/x", "https://user@reports.example/x", "/relative", "//reports.example/x", ""]
    {
        let service = Server::start(vec![Step::Send(scripted(&format!("302 location={location}")))]).await;
        let clock = VirtualClock::at(epoch());
        let client =
            settings(service.address(), &clock).credential(counting(&clock)).build().expect("a client");
        let error = send(report(), &client).await.expect_err("not followed");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirected, 1), "{location}: {error}");
    }
}

#[tokio::test]
async fn no_error_of_the_other_host_shows_the_address() {
    let echo = format!("Signature did not match: /secret-path/data.csv?{SIGNATURE}");
    let elsewhere = [("location", "https://third.example/x?sig=hunter2")];
    for (step, kind) in [
        (
            Step::Send(reply(403, &[("content-type", "application/xml")], &format!("<Error>{echo}</Error>"))),
            ErrorKind::Forbidden,
        ),
        (Step::Send(reply(401, &[], "")), ErrorKind::Unauthorized),
        (
            Step::Send(reply(404, &[], &format!(r#"{{"error":{{"code":"a","message":"{echo}"}}}}"#))),
            ErrorKind::NotFound,
        ),
        (Step::Send(reply(302, &elsewhere, "")), ErrorKind::Redirected),
        (Step::Send(reply(200, &[], &"x".repeat(1_001))), ErrorKind::TooLarge),
    ] {
        let (service, other, client, _) = redirecting(302, vec![step]).await;
        let error = send(report(), &client).await.expect_err("an error");
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!((service.requests().len(), other.requests().len()), (1, 1), "{error}");
        assert!(!error.to_string().contains("carries"), "{error}");
        hidden(&error);
    }
    let (_service, _other, client, _) = redirecting(302, vec![Step::Cut(Vec::new()); 9]).await;
    let error = send(report(), &client).await.expect_err("no answer");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Broken, 6), "{error}");
    hidden(&error);
}

#[tokio::test]
async fn the_other_host_is_asked_again_as_the_service_is() {
    let busy = Step::Send(reply(503, &[("retry-after", "3")], ""));
    let (_service, other, client, clock) =
        redirecting(302, vec![busy, Step::Send(reply(200, &[], "a"))]).await;
    assert_eq!(send(report(), &client).await.expect("a report").into_value(), "a");
    assert_eq!((other.requests().len(), clock.waits()), (2, vec![Duration::from_secs(3)]));
}
