//! The tests that every transport of this crate must pass, over real connections.

use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Instant;

use bytes::Bytes;

use super::{Arrival, SendOptions, Transport, TransportError, TransportErrorKind};

pub(super) const OPTIONS: SendOptions = SendOptions {
    timeout: Duration::from_secs(20),
    size_limit: 100,
    error_size_limit: 1_000,
    new_connection: false,
    leaves_body: false,
};

/// A time limit for connecting that no test waits for.
pub(super) const CONNECT: Duration = Duration::from_secs(5);

/// Defines a test of the same name for each function of this module. `$plain` and `$tls` make a transport
/// from its time limit for connecting: one for `http`, and one for `https` that trusts no certificate.
/// `@tokio` defines that of transports which need tokio.
macro_rules! tests {
    ($plain:expr, $tls:expr) => {
        crate::transport::contract::tests!(@ $plain;
            an_answer_comes_whole,
            chunks_are_joined,
            informational_replies_are_skipped,
            a_redirect_is_an_answer_and_is_not_followed,
            without_a_listener_nothing_was_sent,
            a_connection_that_breaks_may_have_carried_the_request,
            a_silent_server_ends_in_a_timeout,
            reading_stops_at_the_limit,
            of_an_error_only_the_start_is_read,
            a_connection_that_the_server_closed_is_replaced,
            a_request_that_may_have_left_is_not_sent_again,
            an_address_without_a_host_is_refused
        );
        #[cfg(feature = "gzip")]
        crate::transport::contract::tests!(@ $plain; a_compressed_reply_is_unpacked_up_to_the_limit);
        crate::transport::contract::tests!(@ $tls;
            a_server_without_tls_is_a_tls_error,
            a_server_that_does_not_finish_the_handshake_is_given_up
        );
    };
    (@tokio $plain:expr) => {
        #[test]
        fn outside_of_tokio_nothing_is_sent() {
            crate::transport::contract::outside_of_tokio_nothing_is_sent($plain);
        }
    };
    (@ $make:expr; $($name:ident),*) => {
        $(
            #[tokio::test]
            async fn $name() {
                crate::transport::contract::$name($make).await;
            }
        )*
    };
}

pub(super) use tests;

/// A root certificate, so that a transport can be built on a system without certificates. Its key is lost.
pub(super) const ROOT: &[u8] = b"\
-----BEGIN CERTIFICATE-----\n\
MIIBmTCCAT+gAwIBAgIUR3/2bqPJ6CijeSHX6/qKCgf9hiQwCgYIKoZIzj0EAwIw\n\
ITEfMB0GA1UEAwwWZ3JhcGgtZW50aXR5IHRlc3Qgcm9vdDAgFw0yNjExMjkxNzMw\n\
NTBaGA8yMTI2MTEwNTE3MzA1MFowITEfMB0GA1UEAwwWZ3JhcGgtZW50aXR5IHRl\n\
c3Qgcm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOSAD+u5KKIazbwwbFjp\n\
kvULMUIlqDUWdFx4ORAmQf0QQkwu2ztoG1cWJSefYJ2+KXdBV0UuGrM/HIQF6idE\n\
e36jUzBRMB0GA1UdDgQWBBTKfd6RDMWUt5UAI+qVFr7RUzxVlzAfBgNVHSMEGDAW\n\
gBTKfd6RDMWUt5UAI+qVFr7RUzxVlzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49\n\
BAMCA0gAMEUCIBz+oG1x25FniJBe2d5ItPsTduk2InBBwUlBgTGqVPOkAiEAwJgZ\n\
eoWR/W7hIoi8T9HHYKBi+F20S7qvG82FnNnjI3Q=\n\
-----END CERTIFICATE-----\n\n";

/// Starts a server that runs `serve` for each connection, in order. Returns its port.
fn accept(serve: impl FnMut(&mut TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut serve = serve;
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(&mut stream.unwrap());
        }
    });
    port
}

/// The head of a request. `None` if the client has closed the connection.
fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if !stream.read(&mut byte).is_ok_and(|read| read > 0) {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

/// Starts a server that first reads the head of a request.
pub(super) fn serve(answer: impl Fn(&mut TcpStream) + Send + 'static) -> u16 {
    accept(move |stream| {
        if read_head(stream).is_some() {
            answer(stream);
        }
    })
}

/// Starts a server that answers with this text and closes.
pub(super) fn answering(text: impl Into<Vec<u8>>) -> u16 {
    let text = text.into();
    serve(move |stream| {
        let _ = stream.write_all(&text);
    })
}

async fn send(
    transport: &impl Transport,
    address: &str,
    options: SendOptions,
) -> Result<http::Response<Bytes>, TransportError> {
    transport.send(http::Request::get(address).body(Bytes::new()).unwrap(), options).await
}

async fn ask<T: Transport>(
    make: fn(Duration) -> T,
    port: u16,
) -> Result<http::Response<Bytes>, TransportError> {
    send(&make(CONNECT), &format!("http://127.0.0.1:{port}/beta/secret-id?x=secret-id"), OPTIONS).await
}

pub(super) fn meaning(error: &TransportError) -> (TransportErrorKind, Arrival) {
    let shown = format!("{error} {error:?} {}", crate::base::chain(error));
    assert!(!shown.contains("secret-id"), "{shown}");
    (error.kind(), error.arrival())
}

pub(super) async fn an_answer_comes_whole<T: Transport>(make: fn(Duration) -> T) {
    let port = answering("HTTP/1.1 201 Created\r\nrequest-id: r1\r\ncontent-length: 5\r\n\r\nhello");
    let reply = ask(make, port).await.unwrap();
    assert_eq!((reply.status().as_u16(), &reply.body()[..]), (201, &b"hello"[..]));
    assert_eq!(reply.headers()["request-id"], "r1");
}

pub(super) async fn chunks_are_joined<T: Transport>(make: fn(Duration) -> T) {
    let port = answering(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n3\r\nfgh\r\n0\r\nx: y\r\n\r\n",
    );
    assert_eq!(ask(make, port).await.unwrap().body(), "abcdefgh");
}

pub(super) async fn informational_replies_are_skipped<T: Transport>(make: fn(Duration) -> T) {
    let port = answering(
        "HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\
         HTTP/1.1 204 No Content\r\n\r\n",
    );
    assert_eq!(ask(make, port).await.unwrap().status(), 204);
}

pub(super) async fn a_redirect_is_an_answer_and_is_not_followed<T: Transport>(make: fn(Duration) -> T) {
    let port = answering(
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\n\r\n",
    );
    assert_eq!(ask(make, port).await.unwrap().status(), 302);
}

pub(super) async fn without_a_listener_nothing_was_sent<T: Transport>(make: fn(Duration) -> T) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = ask(make, port).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
    assert!(error.to_string().contains("refused"), "{error}");
}

pub(super) async fn a_connection_that_breaks_may_have_carried_the_request<T: Transport>(
    make: fn(Duration) -> T,
) {
    for text in ["", "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":", "no HTTP at all\r\n\r\n"] {
        let error = ask(make, answering(text)).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Broken, Arrival::MayHaveArrived), "{text:?}");
    }
}

pub(super) async fn a_silent_server_ends_in_a_timeout<T: Transport>(make: fn(Duration) -> T) {
    let port = serve(|stream| {
        // Until the client hangs up.
        let _ = stream.read(&mut [0]);
    });
    // Long enough for a busy machine to connect within it: a time that is up before that has sent nothing.
    let options = SendOptions { timeout: Duration::from_millis(500), ..OPTIONS };
    let start = Instant::now();
    let error = send(&make(CONNECT), &format!("http://127.0.0.1:{port}/"), options).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Timeout, Arrival::MayHaveArrived));
    assert!(start.elapsed() < Duration::from_secs(10));
}

pub(super) async fn reading_stops_at_the_limit<T: Transport>(make: fn(Duration) -> T) {
    let announced = answering("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
    assert_eq!(meaning(&ask(make, announced).await.unwrap_err()).0, TransportErrorKind::TooLarge);

    let unannounced = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        // Endless: only a client that stops reading ends this.
        while stream.write_all(&[b' '; 4096]).is_ok() {}
    });
    assert_eq!(meaning(&ask(make, unannounced).await.unwrap_err()).0, TransportErrorKind::TooLarge);

    let exact = answering(format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}", "x".repeat(100)));
    assert_eq!(ask(make, exact).await.unwrap().body().len(), 100);
}

/// The rest of the body is not downloaded, and the connection that it would come from is not used again.
pub(super) async fn of_an_error_only_the_start_is_read<T: Transport>(make: fn(Duration) -> T) {
    const LENGTH: usize = 50_000_000;
    let (sent, bytes_sent) = std::sync::mpsc::channel();
    let mut connection = 0;
    let port = accept(move |stream| {
        connection += 1;
        let mut requests = 0;
        while read_head(stream).is_some() {
            requests += 1;
            if connection > 1 || requests > 1 {
                let numbers = format!("{connection}, {requests}");
                let _ = write!(stream, "HTTP/1.1 400 Bad Request\r\ncontent-length: 4\r\n\r\n{numbers}");
                continue;
            }
            let _ = write!(stream, "HTTP/1.1 500 Broken\r\ncontent-length: {LENGTH}\r\n\r\n");
            let mut written = 0;
            while written < LENGTH && stream.write_all(&[b'x'; 10_000]).is_ok() {
                written += 10_000;
            }
            let _ = sent.send(written);
        }
    });
    let (transport, address) = (make(CONNECT), format!("http://127.0.0.1:{port}/"));
    let options = SendOptions { error_size_limit: 1 << 20, ..OPTIONS };
    let reply = send(&transport, &address, options).await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.body().len()), (500, 1 << 20));
    assert!(reply.body().iter().all(|byte| *byte == b'x'));
    // What is sent beyond it is in the buffers of the kernel.
    let written =
        tokio::task::spawn_blocking(move || bytes_sent.recv_timeout(OPTIONS.timeout)).await.unwrap();
    assert!(written.unwrap() < LENGTH / 2, "{written:?}");
    // An error that is not larger is read whole, and its connection is used again.
    for numbers in ["2, 1", "2, 2"] {
        let reply = send(&transport, &address, SendOptions { error_size_limit: 4, ..OPTIONS }).await.unwrap();
        assert_eq!((reply.status().as_u16(), &reply.body()[..]), (400, numbers.as_bytes()));
        // The connection is idle once its task has seen the end of the reply.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A server that answers each request of a connection with the number of the connection.
fn numbering() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                while read_head(&mut stream).is_some() {
                    let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{number}");
                    stream.write_all(reply.as_bytes()).unwrap();
                }
            });
        }
    });
    port
}

pub(super) async fn a_connection_is_used_again_unless_a_new_one_is_asked_for<T: Transport>(
    make: fn(Duration) -> T,
) {
    let (transport, address) = (make(CONNECT), format!("http://127.0.0.1:{}/", numbering()));
    let new = SendOptions { new_connection: true, ..OPTIONS };
    for (options, connection) in [(OPTIONS, "0"), (OPTIONS, "0"), (new, "1"), (new, "2"), (OPTIONS, "0")] {
        let reply = send(&transport, &address, options).await.unwrap();
        assert_eq!(reply.body(), connection);
        // The connection is idle once its task has seen the end of the reply.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A request that finds its connection closed has not left: it is sent on another one.
pub(super) async fn a_connection_that_the_server_closed_is_replaced<T: Transport>(make: fn(Duration) -> T) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let (closed, is_closed) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            read_head(&mut stream).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx").unwrap();
            drop(stream);
            closed.send(()).unwrap();
        }
    });
    let transport = make(CONNECT);
    for _ in 0..4 {
        // The method is one that nobody may repeat after it was sent.
        let request = http::Request::post(&address).body("{}".into()).unwrap();
        assert_eq!(transport.send(request, OPTIONS).await.unwrap().body(), "x");
        is_closed.recv_timeout(OPTIONS.timeout).unwrap();
        // The client's task sees the end of the connection.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The server closes the connection when it has read the second request on it.
pub(super) async fn a_request_that_may_have_left_is_not_sent_again<T: Transport>(make: fn(Duration) -> T) {
    let (received, requests) = std::sync::mpsc::channel();
    let port = accept(move |stream| {
        while let Some(head) = read_head(stream) {
            let _ = received.send(head.split(' ').next().unwrap().to_owned());
            if head.starts_with("POST") {
                return;
            }
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    let (transport, address) = (make(CONNECT), format!("http://127.0.0.1:{port}/"));
    send(&transport, &address, OPTIONS).await.unwrap();
    // The connection is idle once its task has seen the end of the reply.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let request = http::Request::post(&address).body(Bytes::new()).unwrap();
    let error = transport.send(request, OPTIONS).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Broken, Arrival::MayHaveArrived));
    assert_eq!(requests.try_iter().collect::<Vec<_>>(), ["GET", "POST"]);
}

/// tokio itself would panic.
pub(super) fn outside_of_tokio_nothing_is_sent<T: Transport>(make: fn(Duration) -> T) {
    let transport = make(CONNECT);
    let mut sending = core::pin::pin!(send(&transport, "http://127.0.0.1:1/", OPTIONS));
    let mut context = core::task::Context::from_waker(core::task::Waker::noop());
    let core::task::Poll::Ready(Err(error)) = sending.as_mut().poll(&mut context) else { panic!("it waits") };
    assert_eq!(meaning(&error), (TransportErrorKind::Refused, Arrival::NotSent));
    assert!(error.to_string().contains("inside of a tokio runtime"), "{error}");
}

pub(super) async fn an_address_without_a_host_is_refused<T: Transport>(make: fn(Duration) -> T) {
    let error = send(&make(CONNECT), "/secret-id", OPTIONS).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Refused, Arrival::NotSent));
}

/// The limit applies to the decompressed body: a small reply can contain a large body.
#[cfg(feature = "gzip")]
pub(super) async fn a_compressed_reply_is_unpacked_up_to_the_limit<T: Transport>(make: fn(Duration) -> T) {
    const HELLO: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00";
    /// 10,000 times `x`.
    const BOMB: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xda\x8f\x6f\x0e\x37\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\xe0\xdf\x00\xa3\xa4\x55\x0d\x10\x27\x00\x00";
    let packed_as = |status, body: &[u8]| {
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
        answering([head.as_bytes(), body].concat())
    };
    let packed = |body: &[u8]| packed_as("200 OK", body);
    let reply = ask(make, packed(HELLO)).await.unwrap();
    assert_eq!(reply.body(), "hello");
    assert!(
        !reply.headers().contains_key("content-encoding") && !reply.headers().contains_key("content-length")
    );
    assert!(BOMB.len() < OPTIONS.size_limit);
    assert_eq!(meaning(&ask(make, packed(BOMB)).await.unwrap_err()).0, TransportErrorKind::TooLarge);
    let error = ask(make, packed_as("500 Broken", BOMB)).await.unwrap();
    assert_eq!(error.body(), "x".repeat(OPTIONS.error_size_limit).as_bytes());
    for broken in [&HELLO[..HELLO.len() - 4], &HELLO[..5], b"no gzip at all, but long enough to look like it"]
    {
        let error = ask(make, packed(broken)).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Broken, Arrival::MayHaveArrived));
    }
}

pub(super) async fn a_server_without_tls_is_a_tls_error<T: Transport>(make: fn(Duration) -> T) {
    let port = accept(|stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = stream.read(&mut [0; 1024]);
    });
    let error = send(&make(CONNECT), &format!("https://127.0.0.1:{port}/"), OPTIONS).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Tls, Arrival::NotSent));
}

/// Starts a server that accepts connections and sends nothing. Returns its port.
pub(super) fn silent() -> u16 {
    accept(|stream| while stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {})
}

/// The time limit for connecting includes TLS.
pub(super) async fn a_server_that_does_not_finish_the_handshake_is_given_up<T: Transport>(
    make: fn(Duration) -> T,
) {
    let port = silent();
    let transport = make(Duration::from_millis(50));
    let start = Instant::now();
    let error = send(&transport, &format!("https://127.0.0.1:{port}/"), OPTIONS).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Timeout, Arrival::NotSent));
    assert!(start.elapsed() < Duration::from_secs(10));
}

/// `make` makes a transport over a proxy.
pub(super) async fn a_proxy_is_asked_for_a_tunnel_and_sees_no_token<T: Transport>(
    make: fn(&str) -> Result<T, TransportError>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://user:hunter2@{}", listener.local_addr().unwrap());
    let transport = make(&address).unwrap();
    let proxy = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let head = read_head(&mut stream).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        head
    });
    let error = transport.send(secret_request(), OPTIONS).await.unwrap_err();
    assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    let head = proxy.join().unwrap();
    assert!(head.starts_with("CONNECT graph.example:443 HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic"), "{head}");
    assert!(!head.contains("secret"), "{head}");
}

/// `make` makes a transport, and `name` is that of the test. The test runs itself in a process of its own, because
/// the environment is that of the whole process.
pub(super) async fn proxies_come_from_the_environment<T: Transport>(
    name: &str,
    make: fn() -> Result<T, TransportError>,
) {
    const CHILD: &str = "GRAPH_ENTITY_TEST_IN_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let error = make().unwrap().send(secret_request(), OPTIONS).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
        return;
    }
    let (name, listener) = (name.split_once("::").unwrap().1, TcpListener::bind("127.0.0.1:0").unwrap());
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    for variable in
        ["http_proxy", "https_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]
    {
        child.env_remove(variable);
    }
    let proxy = format!("http://user:hunter2@{}", listener.local_addr().unwrap());
    child.args([name, "--exact"]).env(CHILD, "").env("HTTPS_PROXY", proxy);
    let proxy = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let head = read_head(&mut stream).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
        head
    });
    let output = child.output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    let head = proxy.join().unwrap();
    assert!(head.starts_with("CONNECT graph.example:443 HTTP/1.1\r\n"), "{head}");
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic"), "{head}");
}

pub(super) fn secret_request() -> http::Request<Bytes> {
    http::Request::get("https://graph.example/secret-id")
        .header("authorization", "Bearer secret-token")
        .body(Bytes::new())
        .unwrap()
}
