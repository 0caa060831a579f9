//! The default transport, over hyper: rustls with ring, and the certificates that the system trusts.

mod body;
mod builder;
mod connect;
mod connection;
mod pool;

use core::fmt;
use core::time::Duration;
use std::error::Error as StdError;
use std::io;

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use tokio::time::{Instant, timeout_at};

pub use self::builder::HyperTransportBuilder;
use self::connect::{BoxError, Connector};
use self::connection::{Connection, Origin, ReplyFuture, SendError};
use self::pool::Pool;
use super::error::has_cause;
use super::{Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind, tls};
use crate::base::Endpoint;

#[cfg(feature = "gzip")]
use super::gzip::accepting_gzip;
#[cfg(not(feature = "gzip"))]
use core::convert::identity as accepting_gzip;

/// HTTP/1.1 by hyper, TLS 1.2 and 1.3 by rustls with ring. Certificates are verified as the system does.
///
/// Requests must be sent inside a tokio runtime whose I/O and timers are enabled: a connection is a task of the
/// runtime in which it was opened. Connections are pooled and shared by clones, and closed after 90 seconds
/// without a request. A request that finds its connection closed before it was sent is sent on another one; one
/// that may have left is not. Proxies come from the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) and
/// otherwise from the system's settings: an HTTP proxy is asked for a tunnel (`http://`, `https://`), a SOCKS
/// proxy (`socks5://`) resolves the host's name. No redirect is followed. The process-wide rustls provider is
/// neither needed nor set.
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
    connector: Connector,
    pool: Pool,
    read_timeout: Option<Duration>,
}

/// How long a connection is kept without a request. Microsoft's front ends close idle connections later.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);
/// The longest time limit. It is added to the time, which must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl HyperTransport {
    /// Returns a builder with the default settings, for a transport to an `https` endpoint.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    /// The transport that a client uses for an endpoint by default: without TLS for this machine, with TLS for
    /// every other host. `connect_timeout` limits the time to connect.
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
        Ok(Self::over(connector, None))
    }

    fn over(connector: Connector, read_timeout: Option<Duration>) -> Self {
        Self { connector, pool: Pool::new(IDLE_TIMEOUT), read_timeout }
    }

    /// Not an `async fn`, whose future would store the request twice.
    fn exchange(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send {
        let mut request = accepting_gzip(request).map(Full::new);
        async move {
            #[cfg(feature = "blocking")]
            super::by_driver::awaited_only().await?;
            super::needs_tokio()?;
            let start = Instant::now();
            let end = start + options.timeout.min(LONGEST);
            loop {
                let address = request.uri();
                let (mut connection, is_new) = match self.idle_connection(address, options, start).await {
                    Some(connection) => (connection, false),
                    // Boxed because it is rare and large, as each future in flight has room for it otherwise.
                    None => (Box::pin(self.new_connection(address, options, end)).await?, true),
                };
                // One timer for the reply and its body.
                let reply = self.read(connection.send(request), options);
                request = match timeout_at(end, reply).await {
                    Ok(Ok((reply, is_whole))) => {
                        if is_whole && !options.new_connection {
                            self.pool.put(connection);
                        }
                        return Ok(reply);
                    }
                    // The connection was closed since its last use.
                    Ok(Err(SendError::Unsent(request, _))) if !is_new => connection.origin.restore(*request),
                    Ok(Err(SendError::Unsent(_, error))) => return Err(broken(Arrival::NotSent, error)),
                    Ok(Err(SendError::Lost(error))) => return Err(error),
                    Err(_) => return Err(TransportError::timed_out(Arrival::MayHaveArrived)),
                };
            }
        }
    }

    /// Reads a reply as it arrives. Also returns whether it was read to its end.
    async fn read(
        &self,
        reply: ReplyFuture,
        options: SendOptions,
    ) -> Result<(http::Response<Bytes>, bool), SendError> {
        let reply = reply.await.map_err(SendError::from)?;
        body::read(reply, &options, self.read_timeout).await.map_err(SendError::Lost)
    }

    /// An open connection that no request uses.
    async fn idle_connection(&self, address: &Uri, options: SendOptions, now: Instant) -> Option<Connection> {
        if options.new_connection {
            return None;
        }
        loop {
            let mut connection = self.pool.take(address, now)?;
            if connection.becomes_ready().await {
                return Some(connection);
            }
        }
    }

    async fn new_connection(
        &self,
        address: &Uri,
        options: SendOptions,
        end: Instant,
    ) -> Result<Connection, TransportError> {
        let refused = || TransportError::refused("the address has no host");
        let origin = Origin::of(address).ok_or_else(refused)?;
        let opening = Connection::open(&self.connector, origin);
        let opened = timeout_at(end, opening).await;
        let connection =
            opened.map_err(|_| TransportError::timed_out(Arrival::NotSent))?.map_err(unconnected)?;
        if options.new_connection {
            return Ok(connection);
        }
        // Requests that are sent meanwhile can use it, too.
        if let Some(shared) = connection.share() {
            self.pool.put(shared);
        }
        Ok(connection)
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
        Box::pin(self.exchange(request, options))
    }

    fn keeps_timeout(&self) -> bool {
        true
    }
}

/// The error for a connection that could not be opened.
fn unconnected(error: BoxError) -> TransportError {
    let kind = if has_cause(&*error, is_timeout) {
        TransportErrorKind::Timeout
    } else if has_cause(&*error, <dyn StdError>::is::<rustls::Error>) {
        TransportErrorKind::Tls
    } else {
        TransportErrorKind::Connect
    };
    TransportError::new(kind, Arrival::NotSent).with_source(error)
}

/// The error for a connection that broke.
fn broken(arrival: Arrival, cause: impl Into<BoxError>) -> TransportError {
    TransportError::new(TransportErrorKind::Broken, arrival).with_source(cause)
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
        HyperTransport::over(Connector::new(nobody, None, connect_timeout), None)
    }

    contract::tests!(plain, tls);
    contract::tests!(@tokio plain);
    contract::tests!(@ plain; a_connection_is_used_again_unless_a_new_one_is_asked_for);

    #[tokio::test]
    async fn only_https_leaves_this_machine() {
        let transport = HyperTransport::builder().root_certificates(contract::ROOT).build().unwrap();
        let request = http::Request::get("http://127.0.0.1:1/secret-id").body(Bytes::new()).unwrap();
        let error = transport.send(request, contract::OPTIONS).await.unwrap_err();
        assert_eq!(contract::meaning(&error).1, Arrival::NotSent);
        assert!(error.to_string().contains("unsupported scheme"), "{error}");
    }

    /// What ends while connecting has sent nothing, whichever limit ends it.
    #[tokio::test]
    async fn the_time_limit_of_the_request_ends_connecting_too() {
        let port = contract::silent();
        let address = format!("https://127.0.0.1:{port}/");
        let request = http::Request::post(address).body(Bytes::new()).unwrap();
        let options = SendOptions { timeout: Duration::from_millis(50), ..contract::OPTIONS };
        let error = tls(contract::CONNECT).send(request, options).await.unwrap_err();
        assert_eq!(contract::meaning(&error), (TransportErrorKind::Timeout, Arrival::NotSent));
    }

    /// It is copied into its box, and a thousand of them may wait at once.
    #[tokio::test]
    async fn a_request_in_flight_is_small() {
        let transport = plain(contract::CONNECT);
        let size = size_of_val(&*transport.send(http::Request::default(), contract::OPTIONS));
        // What glibc allocates fast.
        assert!(size <= 1_032, "{size}");
    }

    #[tokio::test]
    async fn a_connection_without_requests_is_closed() {
        let (closed, is_closed) = std::sync::mpsc::channel();
        let port = contract::serve(move |stream| {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
            closed.send(stream.read(&mut [0]).unwrap()).unwrap();
        });
        let mut transport = plain(contract::CONNECT);
        transport.pool = Pool::new(Duration::from_millis(50));
        let request = http::Request::get(format!("http://127.0.0.1:{port}/")).body(Bytes::new()).unwrap();
        transport.send(request, contract::OPTIONS).await.unwrap();
        let closed = tokio::task::spawn_blocking(move || is_closed.recv_timeout(contract::OPTIONS.timeout));
        assert_eq!(closed.await.unwrap(), Ok(0));
        // It is the pool that closed it, and not the end of the transport.
        drop(transport);
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
