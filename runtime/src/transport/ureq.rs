//! A transport over ureq, which blocks: rustls with ring, and the certificates that the system trusts.

mod builder;
mod connect;
mod proxy;
mod tls_stream;

use core::fmt;
use core::time::Duration;
use std::error::Error as StdError;
use std::io::{self, Read as _};
use std::time::Instant;

use bytes::Bytes;
use http::{Method, Request, Response};
use rustls::ClientConfig;
use ureq::config::AutoHeaderValue;
use ureq::{Agent, AsSendBody, Body, BodyReader};

pub use self::builder::UreqTransportBuilder;
use self::connect::{Connector, Unconnected, Unresolved};
use super::body::{Limit, ReadBody};
use super::error::has_cause;
use super::{
    Arrival, BoxFuture, SendOptions, Transport, TransportError, TransportErrorKind, Unread, UnreadBody, tls,
};
use crate::base::{Driver, Endpoint, driver, header_text, on_thread};

/// HTTP/1.1 by ureq, TLS 1.2 and 1.3 by rustls with ring, without a runtime. Certificates are verified as the
/// system does.
///
/// A blocking call such as [`Request::send_blocking`](crate::Request::send_blocking) sends on its own thread.
/// A request that is awaited, and each HTTP request of a batch, has a thread for itself. If its future is
/// dropped, the request goes on in its thread until it is answered or its time is up.
///
/// Connections are pooled and shared by clones, and closed after 90 seconds without a request. A connection that
/// the server has closed is left before anything is sent on it. A proxy comes from the environment
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`): an HTTP proxy is asked for a tunnel (`http://`, `https://`), a SOCKS
/// proxy (`socks5://`) resolves the host's name. No redirect is followed. The process-wide rustls provider is
/// neither needed nor set.
///
/// [`UreqTransport::builder`] sets a proxy, adds root certificates, and limits the pauses in a reply. With the
/// feature `gzip`, replies are compressed; the size limit applies to the decompressed body.
///
/// ```no_run
/// use graph_entity::transport::UreqTransport;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("eyJ0eXAiOiJKV1Qi")?)
///     .transport(UreqTransport::builder().build()?)
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
    /// An agent that opens a connection for each request.
    unpooled: Agent,
}

/// How long a connection is kept without a request. Microsoft's front ends close idle connections later.
const IDLE_TIMEOUT: Duration = Duration::from_secs(90);
/// The maximum number of connections without a request. There are no more than there were requests at once.
const MOST_IDLE: usize = 1_000;
/// The longest time limit. ureq adds it to the time, which must not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl UreqTransport {
    /// Returns a builder with the default settings, for a transport to an `https` endpoint.
    pub fn builder() -> UreqTransportBuilder {
        UreqTransportBuilder::new()
    }

    /// A transport for an endpoint: without TLS for this machine, with TLS for every other host.
    /// `connect_timeout` limits the time to connect.
    ///
    /// # Errors
    /// The same as [`UreqTransport::new`].
    pub fn for_endpoint(endpoint: &Endpoint, connect_timeout: Duration) -> Result<Self, TransportError> {
        if endpoint.is_plain() { Self::plain(connect_timeout) } else { Self::new(connect_timeout) }
    }

    /// A transport for `https`.
    ///
    /// # Errors
    /// [`TransportErrorKind::Tls`] if the system's certificates cannot be read,
    /// [`TransportErrorKind::Refused`] if the environment names a proxy that is not one.
    pub fn new(connect_timeout: Duration) -> Result<Self, TransportError> {
        Self::builder().connect_timeout(connect_timeout).build()
    }

    /// A transport for plain `http` within this machine. It needs no certificates. It uses no proxy, because
    /// the token would leave the machine unencrypted.
    pub(crate) fn plain(connect_timeout: Duration) -> Result<Self, TransportError> {
        Ok(Self::over(tls::trusting_nobody()?, &Settings { connect_timeout, ..Settings::default() }))
    }

    fn over(tls: ClientConfig, settings: &Settings) -> Self {
        let connector = Connector::new(tls);
        let agent = |most_idle| {
            let config = settings.config().max_idle_connections(most_idle);
            let config = config.max_idle_connections_per_host(most_idle).build();
            Agent::with_parts(config, connector.clone(), Unresolved)
        };
        // An agent cannot be asked for a new connection for one request, so a second one provides it.
        Self { agent: agent(MOST_IDLE), unpooled: agent(0) }
    }

    /// Sends a request and blocks the thread until its reply is complete.
    fn exchange(
        &self,
        request: Request<Bytes>,
        options: SendOptions,
    ) -> Result<Response<Bytes>, TransportError> {
        if request.uri().authority().is_none() {
            return Err(TransportError::refused("the address has no host"));
        }
        let (head, body) = accepting_gzip(request).into_parts();
        // A request that has no body says so by having no length either, except where one is expected.
        let is_bodiless =
            body.is_empty() && !matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        let reply = if is_bodiless {
            self.run(Request::from_parts(head, ()), options)
        } else {
            self.run(Request::from_parts(head, &body[..]), options)
        };
        read(reply.map_err(failed)?, &options)
    }

    fn run(
        &self,
        request: Request<impl AsSendBody>,
        options: SendOptions,
    ) -> Result<Response<Body>, ureq::Error> {
        let agent = if options.new_connection { &self.unpooled } else { &self.agent };
        let timeout = Some(options.timeout.min(LONGEST));
        let config = agent.configure_request(request);
        // The time of a body that may be left unread is limited where it is read.
        let config = if options.leaves_body {
            config.timeout_recv_response(timeout).timeout_per_read(timeout)
        } else {
            config.timeout_global(timeout)
        };
        agent.run(config.build())
    }
}

/// What an agent is made with.
#[derive(Default)]
struct Settings {
    connect_timeout: Duration,
    read_timeout: Option<Duration>,
    proxy: Option<ureq::Proxy>,
    is_only_https: bool,
}

impl Settings {
    fn config(&self) -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
        Agent::config_builder()
            .proxy(self.proxy.clone())
            .https_only(self.is_only_https)
            .timeout_connect(Some(self.connect_timeout.min(LONGEST)))
            .timeout_per_read(self.read_timeout.map(|timeout| timeout.min(LONGEST)))
            .max_idle_age(IDLE_TIMEOUT)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // Only the client's headers are sent.
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
    }
}

/// Shows nothing, because a proxy's address may be secret.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if driver().await == Driver::Call {
                return self.exchange(request, options);
            }
            let transport = self.clone();
            let thread = on_thread(move || transport.exchange(request, options)).await;
            let other = |arrival| TransportError::new(TransportErrorKind::Other, arrival);
            thread
                .map_err(|cause| other(Arrival::NotSent).with_source(cause))?
                .unwrap_or_else(|| Err(other(Arrival::MayHaveArrived).with_source("its thread panicked")))
        })
    }

    fn keeps_timeout(&self) -> bool {
        true
    }
}

#[cfg(feature = "gzip")]
use super::gzip::accepting_gzip;
#[cfg(not(feature = "gzip"))]
use core::convert::identity as accepting_gzip;

/// Reads a reply up to its limit. If a part is not read, ureq closes the connection when the reader is
/// dropped.
fn read(reply: Response<Body>, options: &SendOptions) -> Result<Response<Bytes>, TransportError> {
    let (mut head, body) = reply.into_parts();
    if options.leaves_body_of(head.status, &head.headers) {
        head.extensions.insert(Unread::new(UnreadReader::new(body)));
        return Ok(Response::from_parts(head, Bytes::new()));
    }
    let limit = Limit::of(head.status, options);
    let announced = header_text(&head.headers, &http::header::CONTENT_LENGTH);
    let announced: u64 = announced.and_then(|length| length.parse().ok()).unwrap_or_default();
    limit.check(announced)?;
    let most = limit.bytes();
    let mut bytes = Vec::with_capacity(usize::try_from(announced).unwrap_or(usize::MAX).min(most));
    // One byte more shows that there is more.
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let end = Instant::now() + options.timeout.min(LONGEST);
    let reader = Until { reader: body.into_reader(), end };
    reader.take(one_more).read_to_end(&mut bytes).map_err(|error| failed(error.into()))?;
    let is_exceeded = bytes.len() > most;
    let bytes = Bytes::from(bytes);
    let body = if is_exceeded { limit.exceeded_by(bytes)? } else { ReadBody::whole(bytes) };
    Ok(Response::from_parts(head, body.bytes))
}

/// A reader for at most a time.
struct Until<R> {
    reader: R,
    end: Instant,
}

impl<R: io::Read> io::Read for Until<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() >= self.end {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.reader.read(buffer)
    }
}

/// A body that is read in pieces.
struct UnreadReader {
    /// `None` while another thread reads.
    reader: Option<BodyReader<'static>>,
    /// What ended the body after the last piece. Another read would find nothing more, as at the end of a body.
    error: Option<TransportError>,
}

impl UnreadReader {
    fn new(body: Body) -> Self {
        Self { reader: Some(body.into_reader()), error: None }
    }
}

impl UnreadBody for UnreadReader {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            if let Some(error) = self.error.take() {
                return Err(error);
            }
            let lost = || TransportError::new(TransportErrorKind::Other, Arrival::MayHaveArrived);
            let reader = self.reader.take().ok_or_else(lost)?;
            let (reader, piece, error) = if driver().await == Driver::Call {
                read_piece(reader)
            } else {
                let thread = on_thread(move || read_piece(reader)).await;
                thread.map_err(|cause| lost().with_source(cause))?.ok_or_else(lost)?
            };
            self.reader = Some(reader);
            match error {
                Some(error) if piece.is_empty() => Err(error),
                error => {
                    self.error = error;
                    Ok(Some(piece).filter(|piece| !piece.is_empty()))
                }
            }
        })
    }
}

/// Reads up to a mebibyte, because each piece of a request that is awaited needs a thread.
fn read_piece(mut reader: BodyReader<'static>) -> (BodyReader<'static>, Bytes, Option<TransportError>) {
    const PIECE: u64 = 1 << 20;
    let mut piece = Vec::new();
    let error = reader.by_ref().take(PIECE).read_to_end(&mut piece).err();
    (reader, piece.into(), error.map(|error| failed(error.into())))
}

/// Converts an error of ureq. It has no address, which may contain ids.
fn failed(error: ureq::Error) -> TransportError {
    // What the connector reports is the only kind of which nothing is sent for sure.
    let (error, arrival) = match Unconnected::of(error) {
        Ok(inner) => (inner, Arrival::NotSent),
        Err(error) => (error, Arrival::MayHaveArrived),
    };
    let kind = match (&error, arrival) {
        // These repeat the address.
        (ureq::Error::RequireHttpsOnly(_), _) => {
            return TransportError::refused("unsupported scheme: only `https` is sent");
        }
        (ureq::Error::BadUri(_) | ureq::Error::Http(_), _) => {
            return TransportError::refused("the address is not valid");
        }
        (ureq::Error::Timeout(_), _) => TransportErrorKind::Timeout,
        (ureq::Error::BodyExceedsLimit(_), _) => TransportErrorKind::TooLarge,
        (error, Arrival::NotSent) if is_of_tls(error) => TransportErrorKind::Tls,
        (_, Arrival::NotSent) => TransportErrorKind::Connect,
        // A TLS session that breaks later is a broken connection.
        _ => TransportErrorKind::Broken,
    };
    let transport_error = TransportError::new(kind, arrival);
    match error {
        // ureq's error does not return them from `source()`.
        ureq::Error::Io(cause) => transport_error.with_source(cause),
        ureq::Error::Other(cause) => transport_error.with_source(cause),
        error => transport_error.with_source(error),
    }
}

fn is_of_tls(error: &ureq::Error) -> bool {
    let is_rustls = <dyn StdError>::is::<rustls::Error>;
    match error {
        ureq::Error::Tls(_) => true,
        ureq::Error::Io(cause) => has_cause(cause, is_rustls),
        ureq::Error::Other(cause) => has_cause(&**cause, is_rustls),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;
    use crate::transport::contract;

    fn plain(connect_timeout: Duration) -> UreqTransport {
        UreqTransport::plain(connect_timeout).unwrap()
    }

    /// A transport with TLS that trusts no certificate.
    fn tls(connect_timeout: Duration) -> UreqTransport {
        let settings = Settings { connect_timeout, ..Settings::default() };
        UreqTransport::over(super::tls::trusting_nobody().unwrap(), &settings)
    }

    contract::tests!(plain, tls);
    contract::tests!(@ plain; a_connection_is_used_again_unless_a_new_one_is_asked_for);

    #[tokio::test]
    async fn only_https_leaves_this_machine() {
        let Ok(transport) = UreqTransport::new(contract::CONNECT) else { return };
        let request = Request::get("http://127.0.0.1:1/secret-id").body(Bytes::new()).unwrap();
        let error = transport.send(request, contract::OPTIONS).await.unwrap_err();
        assert_eq!(contract::meaning(&error), (TransportErrorKind::Refused, Arrival::NotSent));
        assert!(error.to_string().contains("unsupported scheme"), "{error}");
    }

    /// A reply that stops is given up before the whole request is.
    #[tokio::test]
    async fn a_pause_in_a_reply_is_limited() {
        let port = contract::serve(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nx");
            // Until the client hangs up.
            let _ = stream.read(&mut [0]);
        });
        let settings = Settings {
            connect_timeout: contract::CONNECT,
            read_timeout: Some(Duration::from_millis(50)),
            ..Settings::default()
        };
        let transport = UreqTransport::over(super::tls::trusting_nobody().unwrap(), &settings);
        let request = Request::get(format!("http://127.0.0.1:{port}/")).body(Bytes::new()).unwrap();
        let start = std::time::Instant::now();
        let error = transport.send(request, contract::OPTIONS).await.unwrap_err();
        assert_eq!(contract::meaning(&error), (TransportErrorKind::Timeout, Arrival::MayHaveArrived));
        assert!(start.elapsed() < contract::OPTIONS.timeout / 2);
    }
}
