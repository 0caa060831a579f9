//! Connections: directly, through a tunnel of an HTTP proxy, or through a SOCKS proxy, then TLS.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::error::Error as StdError;
use std::io::{self, IoSlice};
use std::sync::Arc;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use tower_service::Service;

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A connection with all its layers: TCP, TLS to a proxy, TLS to the server.
///
/// Boxed, so that it takes only the memory of the layers that it has. In place, each connection would reserve
/// room for two TLS sessions, 2 KiB.
pub(super) struct Stream {
    layers: Box<dyn Layers>,
    /// Whether the server has chosen HTTP/2.
    #[cfg(feature = "http2")]
    pub(super) is_http2: bool,
}

trait Layers: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Layers for T {}

impl Stream {
    fn new(layers: impl Layers + 'static) -> Self {
        Self {
            layers: Box::new(layers),
            #[cfg(feature = "http2")]
            is_http2: false,
        }
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.layers).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.layers).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.layers).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.layers).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.layers.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.layers).poll_write_vectored(context, parts)
    }
}

/// Required by hyper's TLS connector. The result is not used.
impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

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
        let stream = tokio::time::timeout(self.timeout, connecting).await.map_err(|_| too_long())??;
        Ok(match stream {
            MaybeHttpsStream::Http(carrier) => carrier,
            MaybeHttpsStream::Https(tls) => {
                #[cfg(feature = "http2")]
                let is_http2 = tls.inner().get_ref().1.alpn_protocol() == Some(b"h2");
                Stream {
                    layers: Box::new(tls),
                    #[cfg(feature = "http2")]
                    is_http2,
                }
            }
        })
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
    type Response = Stream;
    type Error = BoxError;
    type Future = Connecting<Stream>;

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
        Box::pin(async move { Ok(Stream::new(connecting.await?)) })
    }
}

/// Connects to an address through a proxy.
fn through(
    proxy: &Intercept,
    tcp: HttpConnector,
    tls: &Arc<ClientConfig>,
    address: Uri,
) -> Connecting<Stream> {
    match proxy.uri().scheme_str() {
        Some("http" | "https") => {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpsConnector::from((tcp, Arc::clone(tls))));
            if let Some(authorization) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            let connecting = tunnel.call(address);
            Box::pin(async move {
                Ok(match connecting.await? {
                    MaybeHttpsStream::Http(tcp) => Stream::new(tcp),
                    MaybeHttpsStream::Https(tls) => Stream::new(tls),
                })
            })
        }
        Some("socks5" | "socks5h") => {
            let Some(place) = with_socks_port(proxy.uri()) else { return unsupported() };
            let mut socks = SocksV5::new(place, tcp);
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            let connecting = socks.call(address);
            Box::pin(async move { Ok(Stream::new(connecting.await?)) })
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

fn unsupported() -> Connecting<Stream> {
    let error = io::Error::new(io::ErrorKind::Unsupported, "the proxy is not an HTTP or SOCKS 5 proxy");
    Box::pin(core::future::ready(Err(error.into())))
}
