//! One connection to a service, and a request over it.

use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1;
#[cfg(feature = "http2")]
use hyper::client::conn::http2;

use super::broken;
use super::connect::{BoxError, Connector};
use crate::transport::{Arrival, BoxFuture, TransportError};

/// A request as it is sent.
pub(super) type Outgoing = Request<Full<Bytes>>;

/// The service that a connection leads to.
pub(super) struct Origin {
    scheme: Scheme,
    authority: Authority,
    /// The host and port in the form of the `Host` header. Made once for a connection, and not for each request.
    host: HeaderValue,
}

impl Origin {
    /// `None` if the address has no host.
    pub(super) fn of(address: &Uri) -> Option<Self> {
        let (scheme, authority) = (address.scheme()?, address.authority()?);
        let default_port = if *scheme == Scheme::HTTPS { 443 } else { 80 };
        let host = match authority.port_u16().filter(|port| *port != default_port) {
            Some(port) => HeaderValue::try_from(format!("{}:{port}", authority.host())),
            None => HeaderValue::from_str(authority.host()),
        };
        Some(Self { scheme: scheme.clone(), authority: authority.clone(), host: host.ok()? })
    }

    pub(super) fn is_of(&self, address: &Uri) -> bool {
        let is_same = |authority: &Authority| {
            // Compared in any case only if need be, which takes many times as long.
            authority.as_str() == self.authority.as_str() || *authority == self.authority
        };
        address.authority().is_some_and(is_same) && address.scheme() == Some(&self.scheme)
    }

    /// A request with the whole address, which one that was prepared for HTTP/1.1 no longer has.
    pub(super) fn restore(&self, mut request: Outgoing) -> Outgoing {
        let mut parts = core::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        // Cannot fail: all parts are those of an address.
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
        request.headers_mut().remove(HOST);
        request
    }

    #[cfg(feature = "http2")]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.authority == other.authority && self.scheme == other.scheme
    }

    /// The address of the service without a path, which a proxy has no need to know.
    fn address(&self) -> Result<Uri, http::Error> {
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query("/")
            .build()
    }
}

/// A connection on which requests can be sent. Dropping it closes it, unless HTTP/2 shares it with others.
pub(super) struct Connection {
    pub(super) origin: Arc<Origin>,
    sender: Sender,
}

enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    #[cfg(feature = "http2")]
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// A reply whose body is still to be read.
pub(super) type ReplyFuture = BoxFuture<'static, Result<Response<Incoming>, TrySendError<Outgoing>>>;

/// Why a request has no reply.
pub(super) enum SendError {
    /// The connection was closed before the request was written to it. The request is as it was sent.
    Unsent(Box<Outgoing>, hyper::Error),
    /// The request may have been sent.
    Lost(TransportError),
}

impl Connection {
    /// Opens a connection, which is served by a task of the current runtime.
    pub(super) async fn open(connector: &Connector, origin: Origin) -> Result<Self, BoxError> {
        let stream = connector.connect(origin.address()?).await?;
        #[cfg(feature = "http2")]
        if stream.is_http2 {
            let (sender, connection) = http2_settings(connector.ping).handshake(stream).await?;
            // Its end is noticed by the requests and by the pool.
            drop(tokio::spawn(connection));
            return Ok(Self { origin: Arc::new(origin), sender: Sender::Http2(sender) });
        }
        let (sender, connection) = http1::handshake(stream).await?;
        drop(tokio::spawn(connection));
        Ok(Self { origin: Arc::new(origin), sender: Sender::Http1(sender) })
    }

    /// Another handle on the connection, if it takes several requests at once.
    pub(super) fn share(&self) -> Option<Self> {
        match &self.sender {
            Sender::Http1(_) => None,
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => {
                Some(Self { origin: Arc::clone(&self.origin), sender: Sender::Http2(sender.clone()) })
            }
        }
    }

    /// Whether a request can be sent now. If not, the connection is closed or about to be ready.
    pub(super) fn is_ready(&self) -> bool {
        match &self.sender {
            Sender::Http1(sender) => sender.is_ready(),
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => sender.is_ready(),
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        match &self.sender {
            Sender::Http1(sender) => sender.is_closed(),
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => sender.is_closed(),
        }
    }

    /// Waits until a request can be sent. Returns whether it can, or the connection is closed.
    ///
    /// The task of a connection may need a moment after the end of a reply. One that needs longer is still
    /// writing a request that was answered early, which may take any time.
    pub(super) async fn becomes_ready(&mut self) -> bool {
        const MOMENT: Duration = Duration::from_millis(20);
        if self.is_ready() {
            return true;
        }
        let ready = async {
            match &mut self.sender {
                Sender::Http1(sender) => sender.ready().await,
                #[cfg(feature = "http2")]
                Sender::Http2(sender) => sender.ready().await,
            }
        };
        // Boxed because it is rare and holds a timer.
        matches!(Box::pin(tokio::time::timeout(MOMENT, ready)).await, Ok(Ok(())))
    }

    /// Hands a request to the task of the connection, and returns the future of its reply.
    ///
    /// Boxed, because it has room for a request that comes back. In place, the future of each request being
    /// sent would have that room several times, and would be too large to be allocated fast.
    pub(super) fn send(&mut self, request: Outgoing) -> ReplyFuture {
        match &mut self.sender {
            Sender::Http1(sender) => Box::pin(sender.try_send_request(for_http1(request, &self.origin))),
            // It needs the whole address.
            #[cfg(feature = "http2")]
            Sender::Http2(sender) => Box::pin(sender.try_send_request(request)),
        }
    }
}

impl From<TrySendError<Outgoing>> for SendError {
    #[cold]
    fn from(mut error: TrySendError<Outgoing>) -> Self {
        match error.take_message() {
            Some(request) => Self::Unsent(Box::new(request), error.into_error()),
            None => Self::Lost(broken(Arrival::MayHaveArrived, error.into_error())),
        }
    }
}

/// HTTP/1.1 names the host in a header, and in the request line only the path and the query.
fn for_http1(mut request: Outgoing, origin: &Origin) -> Outgoing {
    if let Some(path) = core::mem::take(request.uri_mut()).into_parts().path_and_query {
        *request.uri_mut() = path.into();
    }
    request.headers_mut().entry(HOST).or_insert_with(|| origin.host.clone());
    request
}

/// Pings find out that the network has lost a connection with requests on it. Without requests, it ends by its
/// age in the pool.
#[cfg(feature = "http2")]
fn http2_settings(ping: Duration) -> http2::Builder<hyper_util::rt::TokioExecutor> {
    let mut settings = http2::Builder::new(hyper_util::rt::TokioExecutor::new());
    settings.timer(hyper_util::rt::TokioTimer::new()).keep_alive_interval(ping).keep_alive_timeout(ping);
    settings
}
