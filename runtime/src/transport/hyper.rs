//! The default transport, over hyper: rustls with ring, and the certificates that the system trusts.

mod body;
mod builder;
mod connect;

use core::fmt;
use core::time::Duration;
use std::error::Error as StdError;
use std::io;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;

pub use self::builder::HyperTransportBuilder;
use self::connect::Connector;
use super::error::has_cause;
use super::{Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind, tls};
use crate::base::Endpoint;

type Client = legacy::Client<Connector, Full<Bytes>>;

/// HTTP/1.1 by hyper, TLS 1.2 and 1.3 by rustls with ring. Certificates are verified as the system does.
///
/// Requests must be sent inside a tokio runtime whose I/O and timers are enabled: a connection is a task of the
/// runtime in which it was opened. Connections are pooled and shared by clones, and closed after 90 seconds without a request. A request that
/// finds its connection closed before it was sent is sent on another one. Proxies come from the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) and otherwise from the system's settings: an HTTP proxy is asked for
/// a tunnel (`http://`, `https://`), a SOCKS proxy (`socks5://`) resolves the host's name. No redirect is
/// followed. The process-wide rustls provider is neither needed nor set.
///
/// [`HyperTransport::builder`] sets a proxy, adds root certificates, and limits the time between two pieces of
/// a reply. With the feature `http2`, HTTP/2 is used if the server offers it. With the feature `gzip`, replies
/// are compressed; the size limit applies to the decompressed body.
///
/// ```no_run
/// use graph_entity::transport::HyperTransport;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("eyJ0eXAiOiJKV1Qi")?)
///     .transport(HyperTransport::builder().build()?)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct HyperTransport {
    client: Client,
    /// A client that opens a connection for each request.
    unpooled: Client,
    read_timeout: Option<Duration>,
}

/// How long a connection is kept without a request. Microsoft's front ends close idle connections later.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);

impl HyperTransport {
    /// A builder of a transport for `https`.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    /// The transport that a client uses for an endpoint by default: without TLS for this machine, with TLS for every other host.
    /// `connect_timeout` limits the time to connect.
    ///
    /// # Errors
    /// The same as [`HyperTransport::new`].
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
        let connector = Connector::new(tls::trusting_nobody()?, None, connect_timeout);
        Ok(Self::over(&connector, None))
    }

    /// A transport that only connects to `https`.
    fn secure(
        tls: ClientConfig,
        proxies: hyper_util::client::proxy::matcher::Matcher,
        connect_timeout: Duration,
        read_timeout: Option<Duration>,
    ) -> Self {
        Self::over(&Connector::new(tls, Some(proxies), connect_timeout).only_https(), read_timeout)
    }

    fn over(connector: &Connector, read_timeout: Option<Duration>) -> Self {
        let client = |most_idle| {
            legacy::Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE_TIMEOUT)
                .pool_max_idle_per_host(most_idle)
                .build(connector.clone())
        };
        // The client cannot be asked for a new connection for one request, so a second one provides it.
        Self { client: client(usize::MAX), unpooled: client(0), read_timeout }
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if request.uri().authority().is_none() {
            let refused = TransportError::new(TransportErrorKind::Refused, Arrival::NotSent);
            return Err(refused.with_source("the address has no host"));
        }
        let client = if options.new_connection { &self.unpooled } else { &self.client };
        let reply = client.request(body::accepting_gzip(request).map(Full::new)).await.map_err(failed)?;
        body::read(reply, options.size_limit, self.read_timeout).await
    }
}

/// Shows nothing, because a proxy's address may be secret.
impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").finish_non_exhaustive()
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let reply = tokio::time::timeout(options.timeout, self.exchange(request, options));
            reply.await.unwrap_or_else(|_| Err(TransportError::timed_out()))
        })
    }

    fn keeps_timeout(&self) -> bool {
        true
    }
}

/// Converts an error of the client, before a reply has begun.
fn failed(error: legacy::Error) -> TransportError {
    let connecting = error.is_connect();
    // hyper returns a request that it has not begun to write.
    let unsent = connecting || has_cause(&error, is_canceled);
    let kind = if has_cause(&error, is_timeout) {
        TransportErrorKind::Timeout
    } else if connecting && has_cause(&error, <dyn StdError>::is::<rustls::Error>) {
        // Only while connecting: a TLS session that breaks later is a broken connection.
        TransportErrorKind::Tls
    } else if connecting {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Broken
    };
    let arrival = if unsent { Arrival::NotSent } else { Arrival::MayHaveArrived };
    TransportError::new(kind, arrival).with_source(error)
}

fn is_canceled(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref().is_some_and(hyper::Error::is_canceled)
}

fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;
    use crate::transport::contract;

    fn plain(connect_timeout: Duration) -> HyperTransport {
        HyperTransport::plain(connect_timeout).unwrap()
    }

    /// A transport with TLS that trusts no certificate.
    fn tls(connect_timeout: Duration) -> HyperTransport {
        let nobody = super::tls::trusting_nobody().unwrap();
        HyperTransport::over(&Connector::new(nobody, None, connect_timeout), None)
    }

    contract::tests!(plain, tls);

    #[tokio::test]
    async fn only_https_leaves_this_machine() {
        let Ok(transport) = HyperTransport::new(contract::CONNECT) else { return };
        let request = http::Request::get("http://127.0.0.1:1/secret-id").body(Bytes::new()).unwrap();
        let error = transport.send(request, contract::OPTIONS).await.unwrap_err();
        assert_eq!(contract::meaning(&error).1, Arrival::NotSent);
        assert!(error.to_string().contains("unsupported scheme"), "{error}");
    }

    /// A body that stops is given up before the whole request is.
    #[tokio::test]
    async fn a_pause_in_a_body_is_limited() {
        let port = contract::serve(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nx");
            // Until the client hangs up.
            let _ = stream.read(&mut [0]);
        });
        let mut transport = plain(contract::CONNECT);
        transport.read_timeout = Some(Duration::from_millis(50));
        let request = http::Request::get(format!("http://127.0.0.1:{port}/")).body(Bytes::new()).unwrap();
        let start = std::time::Instant::now();
        let error = transport.send(request, contract::OPTIONS).await.unwrap_err();
        assert_eq!(contract::meaning(&error), (TransportErrorKind::Timeout, Arrival::MayHaveArrived));
        assert!(start.elapsed() < contract::OPTIONS.timeout / 2);
    }
}
