//! How the client handles requests and answers, tested over closures.

use core::convert::Infallible;
use core::time::Duration;
use std::error::Error as _;
use std::sync::Mutex;

use bytes::Bytes;
use graph_entity_model::base::InvalidRequestError;
use graph_entity_model::model::read::of_parts;
use graph_entity_model::model::{ReadError, ReadErrorKind};
use http::header::{AUTHORIZATION, HeaderValue};
use http::{Method, Response, StatusCode};
use uuid::Uuid;

use super::*;
use crate::base::CLIENT_REQUEST_ID;
use crate::credential::{AccessToken, TokenRequest};
use crate::error::{ErrorKind, ReplyErrorKind};
use crate::request::{Request, RequestSpec, Target};
use crate::transport::{Arrival, TransportError, TransportErrorKind, from_fn};

const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzY3AiOiIifQ.c2ln";

/// A request for a text, which any JSON string is a value of.
fn request() -> Request<String> {
    let template = "/things/{thingId}".into();
    let mut spec = RequestSpec::new(Method::PATCH, "beta", template, "/things/secret-id".to_owned(), None);
    spec.query.set("$select", "secret-query".to_owned());
    spec.body = Some(Bytes::from_static(b"{}").into());
    Request::new(spec, |_, body| serde_json::from_slice(body).map_err(|error| read_error(&error)))
}

fn read_error(error: &serde_json::Error) -> ReadError {
    let mut read_error = of_parts(error);
    let is_of_a_property = read_error.kind == ReadErrorKind::Data;
    read_error.property = is_of_a_property.then(|| "size".to_owned());
    read_error.message = error.to_string();
    read_error
}

fn over(transport: impl Transport) -> Client {
    let settings = Client::builder().credential(AccessToken::new(TOKEN).unwrap()).max_attempts(1);
    settings.transport(transport).build().unwrap()
}

/// It is moved into its box, and a thousand of them may wait at once.
#[test]
fn the_future_of_a_request_is_small() {
    let client = over(from_fn(|_| Response::new("")));
    let size = size_of_val(&*client.exchange(request().spec));
    // What glibc allocates fast.
    assert!(size <= 1_032, "{size}");
}

/// Checks how the client handles an answer. No error text ever contains the token, an id or the query.
async fn send(
    status: u16,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Result<Reply<String>, Error> {
    let body = body.into();
    let answer = move |_| {
        let answer = Response::builder().status(status).header("content-type", content_type);
        answer.header("request-id", "r1").body(body.clone()).unwrap()
    };
    over(from_fn(answer)).send(request()).await.inspect_err(check_discretion)
}

fn check_discretion(error: &Error) {
    let shown = format!("{error}\u{0}{error:?}\u{0}{error:#?}\u{0}{}", crate::base::chain(error));
    for secret in [TOKEN, "secret-id", "secret-query"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(!error.to_string().contains(['\n', '\r']), "{error}");
}

async fn failed(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Error {
    send(status, content_type, body).await.unwrap_err()
}

/// The request that the transport received.
async fn sent(client: ClientBuilder, request: Request<String>) -> http::Request<Bytes> {
    let seen = Arc::new(Mutex::new(None));
    let transport = {
        let seen = seen.clone();
        from_fn(move |request| {
            *seen.lock().unwrap() = Some(request);
            Response::new("\"x\"")
        })
    };
    let client = client.credential(AccessToken::new(TOKEN).unwrap()).transport(transport).build().unwrap();
    client.send(request).await.unwrap();
    let request = seen.lock().unwrap().take();
    request.unwrap()
}

#[tokio::test]
async fn a_request_carries_the_headers_of_the_client() {
    let request = sent(Client::builder(), request()).await;
    assert_eq!(request.uri(), "https://graph.microsoft.com/beta/things/secret-id?$select=secret-query");
    let headers = request.headers();
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    assert!(headers["authorization"].is_sensitive());
    for name in ["accept", "content-type"] {
        assert_eq!(headers[name], "application/json");
    }
    assert_eq!(headers["user-agent"], concat!("graph-entity/", env!("CARGO_PKG_VERSION")));
    let id = Uuid::parse_str(headers["client-request-id"].to_str().unwrap()).unwrap();
    assert_eq!(id.get_version_num(), 4);
    assert!(!format!("{request:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_request_can_override_every_header_except_the_token() {
    let mut asked = request();
    asked.spec.headers.insert(CLIENT_REQUEST_ID, HeaderValue::from_static("mine"));
    asked.spec.headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic x"));
    asked = asked.timeout(Duration::from_secs(7)).header("user-agent", "part/2.0");
    let settings = Client::builder().endpoint("http://localhost:1/base").user_agent("tool/1.0").size_limit(9);
    let request = sent(settings, asked).await;
    let own = sent(Client::builder().user_agent("tool/1.0"), super::tests::request()).await;
    assert_eq!(own.headers()["user-agent"], "tool/1.0");
    assert_eq!(request.uri().authority().unwrap(), "localhost:1");
    let headers = request.headers();
    assert_eq!(headers["client-request-id"], "mine");
    assert_eq!(headers["user-agent"], "part/2.0");
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    let options = SendOptions {
        timeout: Duration::from_secs(7),
        size_limit: 9,
        error_size_limit: 1 << 20,
        new_connection: false,
        leaves_body: false,
    };
    assert_eq!(request.extensions().get(), Some(&options));
}

#[tokio::test]
async fn a_value_comes_with_its_facts() {
    let reply = send(200, "application/json", "\"x\"").await.unwrap();
    assert_eq!(
        (reply.value().as_str(), reply.status(), reply.request_id()),
        ("x", StatusCode::OK, Some("r1"))
    );
    assert!(Uuid::parse_str(reply.client_request_id()).is_ok());
}

#[tokio::test]
async fn the_page_of_a_proxy_is_reported_with_any_status() {
    let pages = [("text/html; charset=utf-8", "<b>a gateway"), ("", "\n <!DOCTYPE HTML><p>a gateway")];
    for (content_type, body) in pages {
        let page = failed(502, content_type, body).await;
        assert_eq!(
            (page.kind(), page.reply_error_kind()),
            (ErrorKind::BadGateway, Some(ReplyErrorKind::Html))
        );
        let shown = page.to_string();
        assert!(shown.starts_with("502 Bad Gateway from PATCH /things/{thingId}: "), "{shown}");
        assert!(shown.contains("a gateway"), "{shown}");

        let portal = failed(200, content_type, body).await;
        assert_eq!((portal.kind(), portal.status()), (ErrorKind::HtmlReply, Some(StatusCode::OK)));
        assert_eq!(portal.request_id(), Some("r1"));
        assert!(portal.client_request_id().is_some());
    }
}

#[tokio::test]
async fn a_reply_that_cannot_be_read_is_named() {
    let truncated = failed(200, "application/json", "\"x").await;
    assert_eq!(truncated.kind(), ErrorKind::TruncatedReply);
    assert!(truncated.source().unwrap().is::<ReadError>());

    assert_eq!(failed(200, "application/json", "nonsense").await.kind(), ErrorKind::NotJson);
    assert_eq!(failed(200, "application/json", " ").await.kind(), ErrorKind::EmptyReply);
    assert!(failed(200, "application/json", vec![b'"', 0xff, b'"']).await.reply_error_kind().is_some());

    let typed = failed(200, "application/json", "[7]").await;
    assert_eq!((typed.kind(), typed.property()), (ErrorKind::WrongType, Some("size")));
    let shown = typed.to_string();
    assert!(
        shown.contains("property `size`") && shown.contains("[number]") && shown.contains("request-id r1"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_error_status_is_an_error_whatever_the_body() {
    let cases = [
        (401, "", ErrorKind::Unauthorized, ReplyErrorKind::Empty),
        (403, "{}", ErrorKind::Forbidden, ReplyErrorKind::NoErrorObject),
        (404, "gone\r\n\u{1b}[2J", ErrorKind::NotFound, ReplyErrorKind::NotJson),
        (429, "{\"error\":", ErrorKind::Throttled, ReplyErrorKind::Truncated),
        (503, "\u{feff}[]", ErrorKind::ServiceUnavailable, ReplyErrorKind::NoErrorObject),
        (304, "", ErrorKind::OtherStatus, ReplyErrorKind::Empty),
    ];
    for (status, body, kind, reply_kind) in cases {
        let error = failed(status, "application/json", body).await;
        assert_eq!((error.kind(), error.reply_error_kind()), (kind, Some(reply_kind)), "{status}");
    }
}

#[tokio::test]
async fn the_error_object_of_graph_is_kept() {
    let body =
        r#"{"error":{"code":"Request_ResourceNotFound","message":"no","innerError":{"request-id":"r2"}}}"#;
    let error = failed(404, "application/json", body).await;
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::NotFound, Some("r2")));
    assert_eq!(error.graph().unwrap().code, "Request_ResourceNotFound");
}

#[tokio::test]
async fn a_redirect_shows_only_the_host() {
    let location = |location: &'static str| async move {
        let answer = move |_| Response::builder().status(307).header("location", location).body("").unwrap();
        let error = over(from_fn(answer)).send(request()).await.unwrap_err();
        check_discretion(&error);
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Redirected, 307));
        error.to_string()
    };
    let shown = location("https://user@login.example:8443/secret-id?x=secret-query").await;
    assert!(shown.contains("redirected to login.example, "), "{shown}");
    assert!(location("/secret-id").await.contains("redirected to graph.microsoft.com, "));
    assert!(location("::::").await.contains("redirected to an unreadable address"));
}

#[tokio::test]
async fn an_echoed_token_is_cut_out_of_every_error() {
    let quoted = format!("\"{TOKEN}\"");
    let wrong = failed(200, "application/json", format!("[{quoted}]")).await;
    assert!(wrong.to_string().contains("[string]"), "{wrong}");
    failed(500, "text/html", format!("<html>Bearer {TOKEN}")).await;
    let graph = failed(401, "application/json", format!("{{\"error\":{{\"message\":{quoted}}}}}")).await;
    assert_eq!(graph.graph().unwrap().message, "[redacted]");

    let echo = |request: http::Request<Bytes>| async move {
        Err::<Response<Bytes>, _>(request.headers()[AUTHORIZATION].to_str().unwrap().to_owned())
    };
    let error = over(echo).send(request()).await.unwrap_err();
    check_discretion(&error);
    assert!(error.to_string().contains("Bearer [redacted]"), "{error}");

    let header = |request: http::Request<Bytes>| {
        let token = request.headers()[AUTHORIZATION].clone();
        Response::builder().status(400).header("request-id", token).body("").unwrap()
    };
    let error = over(from_fn(header)).send(request()).await.unwrap_err();
    check_discretion(&error);
}

#[tokio::test]
async fn a_transport_error_shows_host_and_template() {
    let broken = |_| async {
        let error = TransportError::new(TransportErrorKind::Timeout, Arrival::MayHaveArrived);
        Err::<Response<Bytes>, _>(error.with_source(std::io::Error::from(std::io::ErrorKind::TimedOut)))
    };
    let error = over(broken).send(request()).await.unwrap_err();
    check_discretion(&error);
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.source().unwrap().is::<std::io::Error>());
    let shown = "no answer from graph.microsoft.com to PATCH /things/{thingId}: it took too long: timed out \
                (the request may have arrived); the write may have happened [client-request-id ";
    assert!(error.to_string().starts_with(shown), "{error}");
}

/// The default transport sends the request unchanged, byte by byte.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
#[tokio::test]
async fn a_request_is_the_same_on_the_wire() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let mut byte = [0];
        while !received.ends_with(b"\r\n\r\n{}") && stream.read(&mut byte).unwrap() > 0 {
            received.push(byte[0]);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\"x\"").unwrap();
        String::from_utf8(received).unwrap()
    });
    let client = Client::builder()
        .endpoint(format!("http://{address}"))
        .credential(AccessToken::new(TOKEN).unwrap())
        .build()
        .unwrap();
    let mut plain = request();
    plain.spec.target = Target::Path("/things/a%20b%2E'c'()~".to_owned());
    let reply = client.send(plain).await.unwrap();
    assert_eq!(reply.into_value(), "x");
    let received = server.join().unwrap();
    let line = "PATCH /beta/things/a%20b%2E'c'()~?$select=secret-query HTTP/1.1\r\n";
    assert!(received.starts_with(line), "{received}");
    assert!(received.contains(&format!("host: {address}\r\n")), "{received}");
    assert!(received.contains(&format!("authorization: Bearer {TOKEN}\r\n")), "{received}");
    assert_eq!(received.matches("accept: ").count(), 1, "{received}");
}

#[tokio::test]
async fn the_size_limit_holds_for_any_transport() {
    let client = Client::builder().credential(AccessToken::new(TOKEN).unwrap()).size_limit(3);
    let client = client.transport(from_fn(|_| Response::new("\"xy\""))).build().unwrap();
    let error = client.send(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("at most 3 bytes"), "{error}");
}

#[tokio::test]
async fn nothing_is_sent_without_a_token_or_with_an_error() {
    let none = || |_: http::Request<Bytes>| async { panic!("sent") as Result<Response<Bytes>, Infallible> };
    let failing = |_: TokenRequest| async { Err::<AccessToken, _>("signed out") };
    let client = Client::builder().credential(failing).transport(none()).build().unwrap();
    let error = client.send(request()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string()),
        (ErrorKind::Credential, "the credential gave no token: signed out".to_owned())
    );

    let mut faulty = request();
    faulty.spec.error = Some(InvalidRequestError::EmptyPatch { entity: "microsoft.graph.thing" });
    let error = over(none()).send(faulty).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn the_credential_is_asked_for_the_scope_of_the_endpoint() {
    for (scopes, expected) in [(None, "http://localhost/.default"), (Some("User.Read"), "User.Read")] {
        let asked = move |request: TokenRequest| async move {
            assert_eq!((request.scopes(), request.claims()), (&[expected.to_owned()][..], None));
            AccessToken::new(TOKEN)
        };
        let mut settings = Client::builder().endpoint("http://localhost:81").credential(asked);
        if let Some(scope) = scopes {
            settings = settings.scopes([scope]);
        }
        let client = settings.transport(from_fn(|_| Response::new("\"x\""))).build().unwrap();
        client.send(request()).await.unwrap();
    }
}

#[test]
fn invalid_settings_are_reported_when_a_client_is_built() {
    let settings = || Client::builder().credential(AccessToken::new(TOKEN).unwrap());
    let kind = |settings: ClientBuilder| {
        let settings = settings.transport(from_fn(|_| Response::new("")));
        let error = settings.build().unwrap_err();
        check_discretion(&error);
        error.kind()
    };
    assert_eq!(kind(settings().endpoint("http://graph.microsoft.com")), ErrorKind::InvalidRequest);
    assert_eq!(kind(settings().endpoint("https://user:secret-id@h")), ErrorKind::InvalidRequest);
    assert_eq!(kind(settings().user_agent("a\nb")), ErrorKind::InvalidRequest);
    assert_eq!(kind(settings().user_agent("")), ErrorKind::InvalidRequest);
    assert_eq!(kind(Client::builder()), ErrorKind::Credential);
    assert!(
        settings().endpoint(Endpoint::default()).transport(from_fn(|_| Response::new(""))).build().is_ok()
    );
}

#[test]
fn a_client_is_send_and_sync_and_shows_no_token() {
    fn portable<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn sendable<T: Send>(_: T) {}
    let client = over(from_fn(|_| Response::new("")));
    portable(&client);
    sendable(client.send(request()));
    let settings = Client::builder().credential(AccessToken::new(TOKEN).unwrap());
    let shown = format!("{client:?} {client:#?} {settings:?}");
    assert!(shown.contains("https://graph.microsoft.com") && !shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn a_link_is_followed_as_it_is_and_never_to_another_service() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let transport = {
        let seen = seen.clone();
        from_fn(move |request| {
            seen.lock().unwrap().push(request.uri().to_string());
            Response::new("\"x\"")
        })
    };
    let client = over(transport);
    let link = "https://graph.microsoft.com/beta/things?$skiptoken=secret%2Dquery";
    client.exchange(Box::new((*request().spec).with_link(link))).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [link]);

    for link in ["https://evil.example/secret-id", "http://graph.microsoft.com/secret-id", "secret-id", ""] {
        let error = client.exchange(Box::new((*request().spec).with_link(link))).await.err().unwrap();
        check_discretion(&error);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::ForeignLink, 0), "{link}");
    }
    assert_eq!(seen.lock().unwrap().len(), 1);
}

/// The body of an error is read up to a limit of its own, and what it has before that is not lost.
#[tokio::test]
async fn a_large_error_is_read_up_to_a_limit() {
    let details = "{\"code\":\"d\",\"message\":\"told\"},".repeat(40_000);
    let inner = "{\"innerError\":".repeat(200_000);
    for rest in [
        format!("\"message\":\"{}\"", "x".repeat(3 << 20)),
        format!("\"message\":\"told\",\"details\":[{details}"),
        format!("\"message\":\"told\",\"innerError\":{inner}"),
        format!("\"message\":\"told\",\"x\":{}", "[".repeat(2 << 20)),
    ] {
        let body = format!("{{\"error\":{{\"code\":\"BadRequest\",{rest}");
        let transport = from_fn(move |_| {
            Response::builder().status(400).header("request-id", "r1").body(body.clone()).unwrap()
        });
        let client = Client::builder().credential(AccessToken::new(TOKEN).unwrap()).transport(transport);
        let error = client.build().unwrap().send(request()).await.unwrap_err();
        let Error::Graph(error) = error else { panic!("{error}") };
        assert_eq!((error.code.as_str(), error.request_id.as_deref()), ("BadRequest", Some("r1")));
        assert!(error.details.len() <= 100 && error.body.len() <= 16_384 && error.message.len() <= 16_384);
    }
}
