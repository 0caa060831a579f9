//! Connections: directly, through a tunnel of an HTTP proxy, or through a SOCKS proxy, then TLS.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use http::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A connection to the server, or to the proxy that leads to it. Only that to a proxy has TLS.
type Carrier = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A connection to the server, with TLS if the address has it.
pub(super) type Stream = MaybeHttpsStream<Carrier>;

/// The protocols that the server can choose from.
const PROTOCOLS: &[&[u8]] = if cfg!(feature = "http2") { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };

/// How often an idle connection is probed, so that firewalls keep it and its end is noticed.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// Connects to the host of an address, TLS included, within a time.
#[derive(Clone)]
pub(super) struct Connector {
    https: HttpsConnector<Route>,
    timeout: Duration,
    /// How often a connection of HTTP/2 with requests on it is probed, and how long it has to answer.
    #[cfg(feature = "http2")]
    pub(super) ping: Duration,
}

impl Connector {
    pub(super) fn new(mut tls: ClientConfig, proxies: Option<Matcher>, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        // The route also leads to `https`.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        // Divided among the addresses of a host, so that one that does not answer leaves time for the others.
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(3));
        // A proxy is spoken to in HTTP/1.1.
        tls.alpn_protocols.clear();
        let proxies = proxies.map(|matcher| Arc::new(Proxies { matcher, tls: Arc::new(tls.clone()) }));
        tls.alpn_protocols = PROTOCOLS.iter().map(|name| name.to_vec()).collect();
        Self {
            https: HttpsConnector::from((Route { tcp, proxies }, tls)),
            timeout,
            #[cfg(feature = "http2")]
            ping: super::builder::PING,
        }
    }

    /// Refuses addresses without TLS.
    pub(super) fn only_https(mut self) -> Self {
        self.https.enforce_https();
        self
    }

    /// Connects to the host of an address.
    pub(super) async fn connect(&self, address: Uri) -> Result<Stream, BoxError> {
        let mut https = self.https.clone();
        let connecting = async {
            poll_fn(|context| https.poll_ready(context)).await?;
            https.call(address).await
        };
        let too_long = || io::Error::new(io::ErrorKind::TimedOut, "connecting took too long");
        tokio::time::timeout(self.timeout, connecting).await.unwrap_or_else(|_| Err(too_long().into()))
    }
}

/// The way to a host, without TLS.
#[derive(Clone)]
struct Route {
    tcp: HttpConnector,
    /// `None` if no proxy is ever used.
    proxies: Option<Arc<Proxies>>,
}

struct Proxies {
    matcher: Matcher,
    /// For proxies that are spoken to over TLS.
    tls: Arc<ClientConfig>,
}

impl Service<Uri> for Route {
    type Response = Carrier;
    type Error = BoxError;
    type Future = Connecting<Carrier>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        if let Some(proxies) = &self.proxies
            && let Some(proxy) = proxies.matcher.intercept(&address)
        {
            return through(&proxy, self.tcp.clone(), &proxies.tls, address);
        }
        let connecting = self.tcp.call(address);
        Box::pin(async move { Ok(Carrier::Http(connecting.await?)) })
    }
}

/// Connects to an address through a proxy.
fn through(
    proxy: &Intercept,
    tcp: HttpConnector,
    tls: &Arc<ClientConfig>,
    address: Uri,
) -> Connecting<Carrier> {
    match proxy.uri().scheme_str() {
        Some("http" | "https") => {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpsConnector::from((tcp, Arc::clone(tls))));
            if let Some(authorization) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            let connecting = tunnel.call(address);
            Box::pin(async move { Ok(connecting.await?) })
        }
        Some("socks5" | "socks5h") => {
            let Some(place) = with_socks_port(proxy.uri()) else { return unsupported() };
            let mut socks = SocksV5::new(place, tcp);
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            let connecting = socks.call(address);
            Box::pin(async move { Ok(Carrier::Http(connecting.await?)) })
        }
        _ => unsupported(),
    }
}

/// The address of a SOCKS proxy, whose default port is 1080 and not that of HTTP.
fn with_socks_port(proxy: &Uri) -> Option<Uri> {
    if proxy.port().is_some() {
        return Some(proxy.clone());
    }
    let authority = format!("{}:1080", proxy.host()?);
    Uri::builder().scheme("socks5").authority(authority).path_and_query("/").build().ok()
}

/// Whether the scheme of a proxy is one that [`through`] connects to.
pub(super) fn is_supported(proxy: &Intercept) -> bool {
    matches!(proxy.uri().scheme_str(), Some("http" | "https" | "socks5" | "socks5h"))
}

fn unsupported() -> Connecting<Carrier> {
    let error = io::Error::new(io::ErrorKind::Unsupported, "the proxy is neither HTTP nor SOCKS 5");
    Box::pin(core::future::ready(Err(error.into())))
}
