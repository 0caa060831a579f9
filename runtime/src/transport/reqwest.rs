//! The default transport: reqwest with rustls and ring, and the certificates that the system trusts.

mod builder;
mod service;
mod tls;

use core::fmt;
use core::time::Duration;
use std::error::Error as StdError;

use bytes::{Bytes, BytesMut};
use reqwest::redirect;
use rustls::ClientConfig;

pub use self::builder::ReqwestTransportBuilder;
use self::service::Service;
use super::{Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind};
use crate::base::Endpoint;

/// HTTP/1.1 by reqwest, TLS 1.2 and 1.3 by rustls with ring. Certificates are verified as the system does.
///
/// Connections are pooled and shared by clones. Proxies come from the environment (`HTTPS_PROXY`,
/// `NO_PROXY`). The process-wide rustls provider is neither needed nor set.
///
/// [`ReqwestTransport::builder`] sets a proxy and adds root certificates. With the feature `gzip`, replies
/// are compressed; the size limit applies to the decompressed body.
///
/// For anything else (a client certificate, SOCKS, HTTP/2), build a `reqwest::Client` and convert it. It must
/// not follow redirects: the client reports them instead, and the token stays with its host.
///
/// ```
/// use graph_entity::transport::ReqwestTransport;
///
/// # fn with(client: reqwest::ClientBuilder) -> reqwest::Result<ReqwestTransport> {
/// let client = client.redirect(reqwest::redirect::Policy::none()).build()?;
/// let transport = ReqwestTransport::from(client);
/// # Ok(transport) }
/// ```
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// A client without connection reuse. `None` if the user supplied the client.
    unpooled: Option<reqwest::Client>,
    service: Service,
}

impl ReqwestTransport {
    /// A builder of a transport for `https`.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::new()
    }

    /// The transport that a client uses for an endpoint by default: without TLS for this machine, with TLS
    /// for every other host. `connect_timeout` limits the time to connect.
    ///
    /// # Errors
    /// The same as [`ReqwestTransport::new`].
    pub fn for_endpoint(endpoint: &Endpoint, connect_timeout: Duration) -> Result<Self, TransportError> {
        if endpoint.is_plain() { Self::plain(connect_timeout) } else { Self::new(connect_timeout) }
    }

    /// A transport for `https`.
    ///
    /// # Errors
    /// [`TransportErrorKind::Tls`] if the system's certificates cannot be read.
    pub fn new(connect_timeout: Duration) -> Result<Self, TransportError> {
        Self::builder().connect_timeout(connect_timeout).build()
    }

    /// A transport for plain `http` within this machine. It needs no certificates. It uses no proxy, because
    /// the token would leave the machine unencrypted.
    pub(crate) fn plain(connect_timeout: Duration) -> Result<Self, TransportError> {
        build(|| reqwest::Client::builder().no_proxy(), connect_timeout, &tls::trusting_nobody()?)
    }
}

/// Builds two clients with the same settings, one of which does not pool connections. They share the TLS
/// sessions.
fn build(
    builder: impl Fn() -> reqwest::ClientBuilder,
    connect_timeout: Duration,
    tls: &ClientConfig,
) -> Result<ReqwestTransport, TransportError> {
    let build = |builder: reqwest::ClientBuilder| {
        builder
            .tls_backend_preconfigured(tls.clone())
            .connect_timeout(connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(failed)
    };
    // reqwest cannot be asked for a new connection for one request, so a second client provides it.
    let unpooled = build(builder().pool_max_idle_per_host(0))?;
    Ok(ReqwestTransport { client: build(builder())?, unpooled: Some(unpooled), service: Service::default() })
}

impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client, unpooled: None, service: Service::default() }
    }
}

/// Shows nothing, because the `Debug` of a reqwest client prints its default headers.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let client = self.unpooled.as_ref().filter(|_| options.new_connection).unwrap_or(&self.client);
        // A client supplied by the user may use HTTP/2 and have a timeout of its own, which is replaced.
        let is_users = self.unpooled.is_none();
        let mut request = self.service.request(request, !is_users);
        if let Ok(request) = &mut request
            && is_users
        {
            *request.timeout_mut() = Some(options.timeout);
        }
        Box::pin(async move {
            // One timer around everything costs less than reqwest's two, one for the request and one for the
            // body.
            let reply = tokio::time::timeout(options.timeout, exchange(client, request?, options.size_limit));
            reply.await.unwrap_or_else(|_| Err(timed_out()))
        })
    }

    fn keeps_timeout(&self) -> bool {
        true
    }
}

async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    size_limit: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut reply = client.execute(request).await.map_err(failed)?;
    let body = read(&mut reply, size_limit).await?;
    let mut response = http::Response::new(body);
    *response.status_mut() = reply.status();
    *response.headers_mut() = core::mem::take(reply.headers_mut());
    Ok(response)
}

fn timed_out() -> TransportError {
    TransportError::new(TransportErrorKind::Timeout, Arrival::MayHaveArrived).with_source("the time is up")
}

/// Reads the body up to the limit. A body that arrives in one piece is not copied.
async fn read(reply: &mut reqwest::Response, limit: usize) -> Result<Bytes, TransportError> {
    if reply.content_length().is_some_and(|length| length > limit as u64) {
        return Err(TransportError::too_large(limit));
    }
    // The first chunk is returned without a copy if it is the only one.
    let Some(first) = reply.chunk().await.map_err(failed)? else { return Ok(Bytes::new()) };
    let Some(second) = reply.chunk().await.map_err(failed)? else { return within(first, limit) };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while body.len() <= limit {
        let Some(more) = reply.chunk().await.map_err(failed)? else { return Ok(body.freeze()) };
        body.extend_from_slice(&more);
    }
    Err(TransportError::too_large(limit))
}

fn within(body: Bytes, limit: usize) -> Result<Bytes, TransportError> {
    if body.len() > limit { Err(TransportError::too_large(limit)) } else { Ok(body) }
}

/// Converts an error of reqwest. The URL is removed, because it contains ids.
fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let not_sent = error.is_builder() || error.is_connect();
    let kind = if error.is_builder() {
        TransportErrorKind::Refused
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        // Only while connecting: a TLS session that breaks later is a broken connection.
        if is_tls_error(&error) { TransportErrorKind::Tls } else { TransportErrorKind::Connect }
    } else {
        TransportErrorKind::Broken
    };
    let arrival = if not_sent { Arrival::NotSent } else { Arrival::MayHaveArrived };
    TransportError::new(kind, arrival).with_source(error)
}

/// Whether the chain contains an error of rustls. `io::Error` does not return the error it wraps from
/// `source()`.
fn is_tls_error(error: &(dyn StdError + 'static)) -> bool {
    if error.is::<rustls::Error>() {
        return true;
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match (wrapped, error.source()) {
        (Some(inner), _) => is_tls_error(inner),
        (None, Some(source)) => is_tls_error(source),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::time::Instant;

    use super::*;

    const OPTIONS: SendOptions =
        SendOptions { timeout: Duration::from_secs(20), size_limit: 100, new_connection: false };

    /// Starts a server for one connection that runs `serve`. Returns its port.
    fn accept(serve: impl FnOnce(&mut TcpStream) + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || serve(&mut listener.accept().unwrap().0));
        port
    }

    /// Starts a server that first reads the head of a request.
    fn serve(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> u16 {
        accept(move |stream| {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() > 0 {
                head.push(byte[0]);
            }
            answer(stream);
        })
    }

    /// Starts a server that answers with this text and closes.
    fn answering(text: impl Into<Vec<u8>>) -> u16 {
        let text = text.into();
        serve(move |stream| stream.write_all(&text).unwrap())
    }

    async fn get(uri: String, options: SendOptions) -> Result<http::Response<Bytes>, TransportError> {
        let transport = ReqwestTransport::plain(Duration::from_secs(5)).unwrap();
        let request = http::Request::get(uri).body(Bytes::new()).unwrap();
        transport.send(request, options).await
    }

    async fn ask(port: u16) -> Result<http::Response<Bytes>, TransportError> {
        get(format!("http://127.0.0.1:{port}/beta/secret-id?x=secret-id"), OPTIONS).await
    }

    fn meaning(error: &TransportError) -> (TransportErrorKind, Arrival) {
        let shown = format!("{error} {error:?} {}", crate::base::chain(error));
        assert!(!shown.contains("secret-id"), "{shown}");
        (error.kind(), error.arrival())
    }

    #[tokio::test]
    async fn an_answer_comes_whole() {
        let port = answering("HTTP/1.1 201 Created\r\nrequest-id: r1\r\ncontent-length: 5\r\n\r\nhello");
        let reply = ask(port).await.unwrap();
        assert_eq!((reply.status().as_u16(), &reply.body()[..]), (201, &b"hello"[..]));
        assert_eq!(reply.headers()["request-id"], "r1");
    }

    #[tokio::test]
    async fn chunks_are_joined() {
        let port = answering(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        );
        assert_eq!(ask(port).await.unwrap().body(), "abcde");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let port = answering(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\n\r\n",
        );
        assert_eq!(ask(port).await.unwrap().status(), 302);
    }

    #[tokio::test]
    async fn without_a_listener_nothing_was_sent() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let error = ask(port).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Connect, Arrival::NotSent));
        assert!(error.to_string().contains("refused"), "{error}");
    }

    #[tokio::test]
    async fn a_connection_that_breaks_may_have_carried_the_request() {
        for text in ["", "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":", "no HTTP at all\r\n\r\n"] {
            let error = ask(answering(text)).await.unwrap_err();
            assert_eq!(meaning(&error), (TransportErrorKind::Broken, Arrival::MayHaveArrived), "{text:?}");
        }
    }

    #[tokio::test]
    async fn a_silent_server_ends_in_a_timeout() {
        let port = serve(|stream| {
            // Until the client hangs up.
            let _ = stream.read(&mut [0]);
        });
        let options = SendOptions { timeout: Duration::from_millis(50), ..OPTIONS };
        let start = Instant::now();
        let error = get(format!("http://127.0.0.1:{port}/"), options).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Timeout, Arrival::MayHaveArrived));
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[tokio::test]
    async fn the_timeout_of_a_supplied_client_is_replaced() {
        // The provider must be named, or the client is not built. Installing it twice is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let limited = reqwest::Client::builder().no_proxy().timeout(Duration::ZERO).build().unwrap();
        let port = answering("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
        let request = http::Request::get(format!("http://127.0.0.1:{port}/")).body(Bytes::new()).unwrap();
        let reply = ReqwestTransport::from(limited).send(request, OPTIONS).await.unwrap();
        assert_eq!(reply.body(), "hello");
    }

    #[tokio::test]
    async fn reading_stops_at_the_limit() {
        let announced = answering("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
        assert_eq!(meaning(&ask(announced).await.unwrap_err()).0, TransportErrorKind::TooLarge);

        let unannounced = serve(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            // Endless: only a client that stops reading ends this.
            while stream.write_all(&[b' '; 4096]).is_ok() {}
        });
        assert_eq!(meaning(&ask(unannounced).await.unwrap_err()).0, TransportErrorKind::TooLarge);

        let exact = answering(format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}", "x".repeat(100)));
        assert_eq!(ask(exact).await.unwrap().body().len(), 100);
    }

    /// The limit applies to the decompressed body: a small reply can contain a large body.
    #[cfg(feature = "gzip")]
    #[tokio::test]
    async fn a_compressed_reply_is_unpacked_up_to_the_limit() {
        const HELLO: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00";
        /// 10,000 times `x`.
        const BOMB: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xda\x8f\x6f\x0e\x37\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\xe0\xdf\x00\xa3\xa4\x55\x0d\x10\x27\x00\x00";
        let packed = |body: &[u8]| {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            answering([head.as_bytes(), body].concat())
        };
        assert_eq!(ask(packed(HELLO)).await.unwrap().body(), "hello");
        assert!(BOMB.len() < OPTIONS.size_limit);
        assert_eq!(meaning(&ask(packed(BOMB)).await.unwrap_err()).0, TransportErrorKind::TooLarge);
        let cut = ask(packed(&HELLO[..HELLO.len() - 4])).await.unwrap_err();
        assert_eq!(meaning(&cut), (TransportErrorKind::Broken, Arrival::MayHaveArrived));
    }

    #[tokio::test]
    async fn a_server_without_tls_is_a_tls_error() {
        let port = accept(|stream| {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = stream.read(&mut [0; 1024]);
        });
        let nothing = tls::trusting_nobody().unwrap();
        let transport =
            build(|| reqwest::Client::builder().no_proxy(), Duration::from_secs(5), &nothing).unwrap();
        let request = http::Request::get(format!("https://127.0.0.1:{port}/")).body(Bytes::new()).unwrap();
        let error = transport.send(request, OPTIONS).await.unwrap_err();
        assert_eq!(meaning(&error), (TransportErrorKind::Tls, Arrival::NotSent));
    }

    #[tokio::test]
    async fn only_https_leaves_this_machine() {
        let Ok(transport) = ReqwestTransport::new(Duration::from_secs(5)) else { return };
        let request = http::Request::get("http://127.0.0.1:1/").body(Bytes::new()).unwrap();
        let error = transport.send(request, OPTIONS).await.unwrap_err();
        assert_eq!(error.arrival(), Arrival::NotSent);
    }
}
