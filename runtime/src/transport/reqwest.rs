//! A transport over reqwest: rustls with ring and the certificates that the system trusts, or a client of the
//! user's.

mod builder;
mod service;

use core::fmt;
use core::time::Duration;
use std::error::Error as StdError;

use bytes::Bytes;
use reqwest::redirect;
use rustls::ClientConfig;

pub use self::builder::ReqwestTransportBuilder;
use self::service::Service;
use super::body::{self, Limit, Pieces};
use super::error::has_cause;
use super::{Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind, Unread, tls};
use crate::base::Endpoint;

/// HTTP/1.1 by reqwest, TLS 1.2 and 1.3 by rustls with ring. Certificates are verified as the system does.
///
/// Requests must be sent inside a tokio runtime whose I/O and timers are enabled. Connections are pooled and
/// shared by clones. Proxies come from the environment (`HTTPS_PROXY`, `NO_PROXY`). The process-wide rustls
/// provider is neither needed nor set.
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
    /// Returns a builder with the default settings, for a transport to an `https` endpoint.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::new()
    }

    /// A transport for an endpoint: without TLS for this machine, with TLS for every other host.
    /// `connect_timeout` limits the time to connect.
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
            // That of a body which is left unread is not known.
            *request.timeout_mut() = Some(if options.leaves_body { Duration::MAX } else { options.timeout });
        }
        Box::pin(async move {
            #[cfg(feature = "blocking")]
            super::by_driver::awaited_only().await?;
            super::needs_tokio()?;
            // One timer around everything costs less than reqwest's two, one for the request and one for the
            // body.
            let reply = tokio::time::timeout(options.timeout, exchange(client, request?, &options));
            reply.await.unwrap_or_else(|_| Err(TransportError::timed_out(Arrival::MayHaveArrived)))
        })
    }

    fn keeps_timeout(&self) -> bool {
        true
    }
}

async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    options: &SendOptions,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut reply = client.execute(request).await.map_err(failed)?;
    if options.leaves_body_of(reply.status(), reply.headers()) {
        let mut response = response(&mut reply, Bytes::new());
        response.extensions_mut().insert(Unread::new(UnreadReply { reply, pause: options.timeout }));
        return Ok(response);
    }
    let limit = Limit::of(reply.status(), options);
    limit.check(reply.content_length().unwrap_or_default())?;
    // If a part is not read, reqwest closes the connection when the reply is dropped.
    let body = body::read(&mut reply, limit).await?;
    Ok(response(&mut reply, body.bytes))
}

/// The reply with the head of another one.
fn response(head: &mut reqwest::Response, body: Bytes) -> http::Response<Bytes> {
    let mut response = http::Response::new(body);
    *response.status_mut() = head.status();
    *response.headers_mut() = core::mem::take(head.headers_mut());
    response
}

/// A reply whose body is read in pieces.
struct UnreadReply {
    reply: reqwest::Response,
    /// The longest time between two of them.
    pause: Duration,
}

impl Pieces for UnreadReply {
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        let piece = tokio::time::timeout(self.pause, self.reply.chunk()).await;
        piece.map_err(|_| TransportError::timed_out(Arrival::MayHaveArrived))?.map_err(failed)
    }
}

impl Pieces for reqwest::Response {
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.chunk().await.map_err(failed)
    }
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
        if has_cause(&error, <dyn StdError>::is::<rustls::Error>) {
            TransportErrorKind::Tls
        } else {
            TransportErrorKind::Connect
        }
    } else {
        TransportErrorKind::Broken
    };
    let arrival = if not_sent { Arrival::NotSent } else { Arrival::MayHaveArrived };
    TransportError::new(kind, arrival).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::contract::{self, OPTIONS, answering};

    fn plain(connect_timeout: Duration) -> ReqwestTransport {
        ReqwestTransport::plain(connect_timeout).unwrap()
    }

    /// A transport with TLS that trusts no certificate.
    fn tls(connect_timeout: Duration) -> ReqwestTransport {
        let nobody = tls::trusting_nobody().unwrap();
        build(|| reqwest::Client::builder().no_proxy(), connect_timeout, &nobody).unwrap()
    }

    contract::tests!(plain, tls);
    contract::tests!(@tokio plain);
    contract::tests!(@ plain; a_connection_is_used_again_unless_a_new_one_is_asked_for);

    /// The same over clients of the user's, which cannot be asked for a new connection.
    mod supplied {
        use super::*;

        fn client(connect_timeout: Duration) -> reqwest::ClientBuilder {
            let nobody = tls::trusting_nobody().unwrap();
            let builder = reqwest::Client::builder().no_proxy().redirect(redirect::Policy::none());
            builder.tls_backend_preconfigured(nobody).connect_timeout(connect_timeout)
        }

        fn plain(connect_timeout: Duration) -> ReqwestTransport {
            ReqwestTransport::from(client(connect_timeout).build().unwrap())
        }

        contract::tests!(plain, plain);
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
    async fn only_https_leaves_this_machine() {
        let transport = ReqwestTransport::builder().root_certificates(contract::ROOT).build().unwrap();
        let request = http::Request::get("http://127.0.0.1:1/").body(Bytes::new()).unwrap();
        let error = transport.send(request, OPTIONS).await.unwrap_err();
        assert_eq!(error.arrival(), Arrival::NotSent);
    }
}
