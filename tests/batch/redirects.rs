//! Redirects of requests in a batch to a pre-authorised address: followed once, for a GET, without the token.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use graph_entity::{AccessToken, Client, ErrorKind};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::graph::Thing;

const REPORT: &str = "https://reports.example/secret-path/a.csv?sig=c2lnbmF0dXJl";

/// A request to the other host.
type Fetched = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// A client of a service that redirects every request of a batch to `location`, and of another host that answers
/// with these statuses in turn.
fn redirecting(location: &'static str, statuses: &'static [u16]) -> (Client, Fetched) {
    let fetched = Fetched::default();
    let recorded = fetched.clone();
    let transport = move |request: http::Request<Bytes>| {
        let reply = if request.uri().path().ends_with("/$batch") {
            redirects(&request, location)
        } else {
            let mut fetched = recorded.lock().expect("no panic while locked");
            fetched.push(request);
            let status = statuses.get(fetched.len() - 1).or(statuses.last()).expect("a status");
            let reply = http::Response::builder().status(*status).header("content-type", "text/csv");
            reply.body(Bytes::from("a,b /secret-path/a.csv?sig=c2lnbmF0dXJl")).expect("a response")
        };
        async move { Ok::<_, Infallible>(reply) }
    };
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let clock = VirtualClock::at(SystemTime::UNIX_EPOCH);
    let client = Client::builder().credential(token).clock(clock).transport(transport).build();
    (client.expect("a client"), fetched)
}

fn redirects(request: &http::Request<Bytes>, location: &str) -> http::Response<Bytes> {
    let batch: Value = serde_json::from_slice(request.body()).expect("JSON");
    let requests = batch["requests"].as_array().expect("requests");
    let headers = json!({ "Location": location, "request-id": "r7" });
    let replies: Vec<_> = requests
        .iter()
        .map(|request| json!({ "id": request["id"], "status": 302, "headers": headers }))
        .collect();
    http::Response::new(json!({ "responses": replies }).to_string().into())
}

#[tokio::test]
async fn a_file_is_fetched_without_the_token() {
    let (client, fetched) = redirecting(REPORT, &[503, 200]);
    let mut batch = client.batch();
    let file = batch.add(Thing::at("1").media().header("range", "bytes=0-9").header("x-own", "1"));
    let mut replies = batch.send().await;
    let reply = replies.take(file).expect("a file");
    assert_eq!((reply.request_id(), reply.status().as_u16()), (Some("r7"), 200));
    assert!(reply.into_value().starts_with(b"a,b "));
    let fetched = fetched.lock().expect("no panic while locked");
    assert_eq!(fetched.len(), 2, "it is retried as other requests are");
    for request in &*fetched {
        assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("GET", REPORT));
        for name in ["authorization", "client-request-id", "x-own", "prefer"] {
            assert_eq!(request.headers().get(name), None, "{name}");
        }
        assert_eq!(request.headers()["range"], "bytes=0-9");
    }
}

#[tokio::test]
async fn many_redirects_are_followed_beside_what_depends_on_them() {
    let (client, fetched) = redirecting(REPORT, &[200]);
    let mut batch = client.batch().concurrency(1);
    let first = batch.add(Thing::at("0").media());
    let files: Vec<_> =
        (1..30).map(|id| batch.add_after(&first, Thing::at(id.to_string()).media())).collect();
    let mut replies = batch.send().await;
    for file in std::iter::once(first).chain(files) {
        replies.take(file).expect("a file");
    }
    assert_eq!(fetched.lock().expect("no panic while locked").len(), 30);
}

#[tokio::test]
async fn only_a_safe_redirect_of_a_read_for_a_stream_is_followed() {
    for location in ["http://reports.example/x", "https://user@reports.example/x", "/relative", ""] {
        let (client, fetched) = redirecting(location, &[200]);
        let error = client.send_all([Thing::at("1").media()]).await.remove(0).expect_err("not followed");
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Redirected, 1), "{location}: {error}");
        assert!(fetched.lock().expect("no panic while locked").is_empty());
    }
    let (client, fetched) = redirecting(REPORT, &[200]);
    let error = client.send_all([Thing::at("1").get()]).await.remove(0).expect_err("an entity");
    assert_eq!(error.kind(), ErrorKind::Redirected);
    let update = Thing::update("1", Thing::patch().name("x")).follow_redirect();
    let error = client.send_all([update]).await.remove(0).expect_err("a write");
    assert_eq!((error.kind(), error.write_in_doubt()), (ErrorKind::Redirected, true));
    assert!(fetched.lock().expect("no panic while locked").is_empty());
}

#[tokio::test]
async fn no_error_of_the_other_host_shows_the_address() {
    for (status, kind) in [(403, ErrorKind::Forbidden), (302, ErrorKind::OtherStatus)] {
        let (client, _) = redirecting(REPORT, if status == 403 { &[403] } else { &[302] });
        let error = client.send_all([Thing::at("1").media()]).await.remove(0).expect_err("no file");
        assert_eq!((error.kind(), error.attempts(), error.request_id()), (kind, 2, Some("r7")), "{error}");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("secret-path") && !text.contains("c2lnbmF0"), "{text}");
    }
}
