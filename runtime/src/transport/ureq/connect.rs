//! Connections: directly, through a tunnel of an HTTP proxy, or through a SOCKS proxy, then TLS.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use http::Uri;
use rustls::ClientConfig;
use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector as Connect, NextTimeout, SocksConnector,
    TcpConnector, Transport,
};

use super::tls_stream::TlsStream;

/// Connects to the host of an address, TLS included, within a time.
///
/// ureq's own TLS would trust either the system's certificates or given ones, and not both, so the session is
/// made here, from the same configuration as that of the other transports.
#[derive(Clone)]
pub(super) struct Connector {
    tls: Arc<ClientConfig>,
}

impl Connector {
    pub(super) fn new(tls: ClientConfig) -> Self {
        Self { tls: Arc::new(tls) }
    }

    fn establish(&self, details: &ConnectionDetails<'_>) -> Result<Box<dyn Transport>, Error> {
        let start = Instant::now();
        let names = DefaultResolver::default();
        let addrs = match details.config.proxy() {
            // The proxy resolves the name.
            Some(proxy) if !proxy.is_no_proxy(details.uri) => names.empty(),
            _ => names.resolve(details.uri, details.config, details.timeout)?,
        };
        let resolved = ConnectionDetails {
            uri: details.uri,
            addrs,
            resolver: &names,
            config: details.config,
            request_level: details.request_level,
            now: (details.current_time)(),
            timeout: left(details.timeout, start)?,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        let carrier = carriers().connect(&resolved, None)?.ok_or(Error::ConnectionFailed)?;
        if !details.needs_tls() {
            return Ok(Box::new(carrier));
        }
        let host = details.uri.host().unwrap_or_default();
        let timeout = left(details.timeout, start)?;
        let stream = TlsStream::start(Box::new(carrier), self.tls.clone(), host, &resolved, timeout)?;
        Ok(Box::new(stream))
    }
}

/// The ways to a host without TLS: the first that the settings ask for.
fn carriers() -> impl Connect<Out = impl Transport> {
    ().chain(SocksConnector::default()).chain(ConnectProxyConnector::default()).chain(TcpConnector::default())
}

/// What is left of a time limit.
fn left(mut timeout: NextTimeout, start: Instant) -> Result<NextTimeout, Error> {
    if !timeout.after.is_not_happening() {
        let left = timeout.after.saturating_sub(start.elapsed());
        if left == Duration::ZERO {
            return Err(Error::Timeout(timeout.reason));
        }
        timeout.after = left.into();
    }
    Ok(timeout)
}

impl Connect for Connector {
    type Out = Box<dyn Transport>;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        self.establish(details).map(Some).map_err(Unconnected::mark)
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

/// Resolves no name: the [`Connector`] does, because ureq asks for the addresses of every request, also of one
/// that finds a connection.
#[derive(Debug)]
pub(super) struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}

/// Marks an error that came before there was a connection, so that nothing was sent.
#[derive(Debug)]
pub(super) struct Unconnected(Error);

impl Unconnected {
    fn mark(error: Error) -> Error {
        match Self::of(error) {
            // The connection to a proxy comes from the same connector.
            Ok(marked) | Err(marked) => Error::Other(Box::new(Self(marked))),
        }
    }

    /// The error that is marked, or `Err` with one that is not.
    pub(super) fn of(error: Error) -> Result<Error, Error> {
        match error {
            Error::Other(other) => match other.downcast::<Self>() {
                Ok(marked) => Ok(marked.0),
                Err(other) => Err(Error::Other(other)),
            },
            error => Err(error),
        }
    }
}

impl fmt::Display for Unconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unconnected {}
