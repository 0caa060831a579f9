//! How bytes reach Graph: one small trait, the default transport over hyper, that of blocking calls over ureq, and
//! adapters for reqwest, `tower` services and closures.

#[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
mod body;
#[cfg(all(feature = "blocking", any(feature = "hyper", feature = "reqwest")))]
mod by_driver;
#[cfg(all(test, any(feature = "blocking", feature = "hyper", feature = "reqwest")))]
mod contract;
mod error;
#[cfg(all(feature = "gzip", any(feature = "blocking", feature = "hyper")))]
mod gzip;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "reqwest")]
mod reqwest;
mod rest;
#[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
mod settings;
#[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
mod tls;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "blocking")]
mod ureq;

use core::convert::Infallible;
use core::time::Duration;
use std::error::Error as StdError;
use std::sync::Arc;

use bytes::Bytes;

pub use crate::base::BoxFuture;

#[cfg(all(feature = "blocking", any(feature = "hyper", feature = "reqwest")))]
pub(crate) use self::by_driver::ByDriver;
#[doc(inline)]
pub use self::error::{Arrival, TransportError, TransportErrorKind};
#[cfg(feature = "hyper")]
pub use self::hyper::{HyperTransport, HyperTransportBuilder};
#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportBuilder};
pub(crate) use self::rest::{Unread, UnreadBody};
#[cfg(feature = "tower")]
pub use self::tower::TowerTransport;
#[cfg(feature = "blocking")]
pub use self::ureq::{UreqTransport, UreqTransportBuilder};

/// Sends one HTTP request and returns its complete reply.
///
/// An implementation does not retry, follow redirects or inspect bodies; the client does. Dropping the future
/// cancels the request.
///
/// Any closure from a request to a future of a reply is a transport. [`from_fn`] makes a transport from a
/// plain function, for unit tests. Both find the [`SendOptions`] in the request's extensions:
///
/// ```
/// use graph_entity::transport::SendOptions;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .transport(|request: http::Request<bytes::Bytes>| async move {
///         let limit = request.extensions().get::<SendOptions>().map(|options| options.timeout);
///         if limit.is_none() { Err("no time limit") } else { Ok(http::Response::new("{}".into())) }
///     })
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends the request.
    ///
    /// # Errors
    /// [`TransportError`], which states whether the request may have reached the service. An answer with an
    /// error status is not an error here.
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Whether the transport itself ends a request at the [timeout](SendOptions::timeout). If not, the client
    /// does, and reports that the request may have arrived.
    fn keeps_timeout(&self) -> bool {
        false
    }
}

/// The limits that a transport must respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendOptions {
    /// The time from the start of the request to the last byte of the reply.
    pub timeout: Duration,
    /// The maximum size of the body of a success, in bytes. A larger one is
    /// [`TransportErrorKind::TooLarge`]. The client checks it again, but only a transport can stop reading.
    pub size_limit: usize,
    /// How much of the body of any other answer is read, in bytes. A transport returns only the start of a
    /// larger body, and does not use the connection again, because the rest is still on it. The client sets
    /// 1 MiB, and cuts a larger body itself if the transport has not.
    pub error_size_limit: usize,
    /// Whether the request should use a new connection. Set after a 503 or a 504, because the old connection
    /// leads to a server that is busy, and after an answer that was lost, because what broke that connection may
    /// have broken the others, too. A transport that cannot choose ignores it.
    pub new_connection: bool,
    /// Whether the body of a 200 is left [`Unread`], so that it can be read in pieces of any number. The timeout
    /// is then that of the head and of each piece.
    pub(crate) leaves_body: bool,
}

impl SendOptions {
    /// Whether the body of this reply is left unread. A compressed one has no pieces that could be skipped.
    #[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
    fn leaves_body_of(&self, status: http::StatusCode, headers: &http::HeaderMap) -> bool {
        self.leaves_body
            && status == http::StatusCode::OK
            && !headers.contains_key(http::header::CONTENT_ENCODING)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, options)
    }

    fn keeps_timeout(&self) -> bool {
        (**self).keeps_timeout()
    }
}

/// If the closure's error is not a [`TransportError`], the request counts as possibly sent.
impl<F, Fut, E> Transport for F
where
    F: Fn(http::Request<Bytes>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<http::Response<Bytes>, E>> + Send + 'static,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn send(
        &self,
        mut request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        request.extensions_mut().insert(options);
        let reply = self(request);
        Box::pin(async move { reply.await.map_err(TransportError::other) })
    }
}

/// A transport that answers immediately and never fails, for unit tests of code that uses a client.
///
/// ```
/// use graph_entity::transport::from_fn;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .transport(from_fn(|request| {
///         assert_eq!(request.method(), "PATCH");
///         http::Response::builder().status(204).body("").unwrap()
///     }))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub fn from_fn<F, B>(answer: F) -> impl Transport
where
    F: Fn(http::Request<Bytes>) -> http::Response<B> + Send + Sync + 'static,
    B: Into<Bytes>,
{
    move |request| {
        let reply = answer(request).map(Into::into);
        core::future::ready(Ok::<_, Infallible>(reply))
    }
}

/// The error outside of a tokio runtime, where tokio would panic.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn needs_tokio() -> Result<(), TransportError> {
    if tokio::runtime::Handle::try_current().is_ok() {
        return Ok(());
    }
    Err(TransportError::refused(
        "the transport works only inside of a tokio runtime: send the request from one",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: SendOptions = SendOptions {
        timeout: Duration::from_secs(5),
        size_limit: 100,
        error_size_limit: 100,
        new_connection: false,
        leaves_body: false,
    };

    #[tokio::test]
    async fn a_closure_sees_the_options() {
        let echo = |request: http::Request<Bytes>| async move {
            assert_eq!(request.extensions().get(), Some(&OPTIONS));
            Ok::<_, Infallible>(http::Response::new(request.into_body()))
        };
        let reply = echo.send(http::Request::new("x".into()), OPTIONS).await.unwrap();
        assert_eq!(reply.body(), "x");
    }

    #[tokio::test]
    async fn an_error_of_a_closure_counts_as_possibly_sent() {
        let failing = |_: http::Request<Bytes>| async { Err("no network") };
        let error = failing.send(http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!((error.kind(), error.arrival()), (TransportErrorKind::Other, Arrival::MayHaveArrived));
        assert_eq!(error.to_string(), "the transport failed: no network (the request may have arrived)");
    }

    #[tokio::test]
    async fn a_closure_can_report_that_nothing_was_sent() {
        let failing = Arc::new(|_: http::Request<Bytes>| async {
            Err(TransportError::new(TransportErrorKind::Connect, Arrival::NotSent))
        });
        let error = Transport::send(&failing, http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!((error.kind(), error.arrival()), (TransportErrorKind::Connect, Arrival::NotSent));
        assert_eq!(error.to_string(), "no connection (nothing was sent)");
    }
}
