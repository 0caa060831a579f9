//! How bytes reach Graph: one small trait, and adapters for reqwest, `tower` services and closures.

#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
mod tower;

use core::convert::Infallible;
use core::fmt;
use core::pin::Pin;
use core::time::Duration;
use std::error::Error as StdError;
use std::sync::Arc;

use bytes::Bytes;

use crate::credential::AccessToken;

#[cfg(feature = "reqwest")]
pub use self::reqwest::{ReqwestTransport, ReqwestTransportBuilder};
#[cfg(feature = "tower")]
pub use self::tower::TowerTransport;

/// A future behind a pointer: what makes [`Transport`] and [`Credential`](crate::Credential) object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one HTTP request and gives its reply, whole.
///
/// An implementation does not retry, does not follow redirects and does not look into bodies: the client does.
/// Dropping the future cancels the request.
///
/// Any closure from a request to a future of a reply is a transport; [`respond`] makes one of a plain function,
/// for unit tests. Both find the [`SendOptions`] among the request's extensions:
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
    /// [`TransportError`], which says whether the request may have reached the service. An answer of any status is
    /// not an error here.
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// What a transport has to keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendOptions {
    /// The time from the start of the request to the last byte of the reply.
    pub timeout: Duration,
    /// The largest body of a reply, in bytes. The client checks it again, but only a transport can stop reading.
    pub size_limit: usize,
    /// Whether the request should go out on a connection of its own: it follows a 503 or a 504, and the connection
    /// that brought it leads to a server that is busy. A transport that cannot choose does as it always does.
    pub new_connection: bool,
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        options: SendOptions,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, options)
    }
}

/// A closure whose error is not a [`TransportError`] may have sent the request: nothing says otherwise.
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

/// A transport that answers at once and never fails, for unit tests of code that uses a client.
///
/// ```
/// use graph_entity::transport::respond;
/// use graph_entity::{AccessToken, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .transport(respond(|request| {
///         assert_eq!(request.method(), "PATCH");
///         http::Response::builder().status(204).body("").unwrap()
///     }))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub fn respond<F, B>(answer: F) -> impl Transport
where
    F: Fn(http::Request<Bytes>) -> http::Response<B> + Send + Sync + 'static,
    B: Into<Bytes>,
{
    move |request| {
        let reply = answer(request).map(Into::into);
        core::future::ready(Ok::<_, Infallible>(reply))
    }
}

/// A request without an answer.
#[derive(Debug)]
pub struct TransportError {
    fault: TransportFault,
    arrival: Arrival,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kept the answer away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportFault {
    /// No connection: the name does not resolve, or nothing listens.
    Connect,
    /// A connection, and no TLS session on it: mostly a certificate that the system does not trust.
    Tls,
    /// Connecting or answering took longer than allowed.
    Timeout,
    /// The connection broke off, or what came was not HTTP.
    Broken,
    /// The body of the answer is larger than the client allows.
    TooLarge,
    /// The transport does not take such a request, and never will.
    Refused,
    /// Something else; the cause is the error's `source()`.
    Other,
}

/// Whether the service may have seen, and carried out, a request that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// No byte of it left: sending it again cannot do anything twice.
    NotSent,
    /// Bytes may have left. A write may have happened.
    MayHaveArrived,
}

impl TransportError {
    /// An error with its kind and what it means for the request, for implementors of [`Transport`].
    pub fn new(fault: TransportFault, arrival: Arrival) -> Self {
        Self { fault, arrival, source: None }
    }

    /// The same error with its cause. A text is a cause, too.
    #[must_use]
    pub fn because(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(cause.into()), ..self }
    }

    /// An error of which nothing is known; a [`TransportError`] stays itself.
    fn other(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self::new(TransportFault::Other, Arrival::MayHaveArrived).because(cause),
        }
    }

    pub(crate) fn too_large(size_limit: usize) -> Self {
        Self::new(TransportFault::TooLarge, Arrival::MayHaveArrived)
            .because(format!("the client takes at most {size_limit} bytes"))
    }

    /// What kind of fault it is.
    pub fn fault(&self) -> TransportFault {
        self.fault
    }

    /// Whether the service may have seen the request.
    pub fn arrival(&self) -> Arrival {
        self.arrival
    }

    /// The same error, where its cause tells the token: with the cause's text, without the token. A cause that
    /// does not is kept as it is, so that it can still be downcast.
    pub(crate) fn scrubbed(self, token: &AccessToken) -> Self {
        let Some(source) = &self.source else { return self };
        let told = format!("{source:?} {}", crate::error::chain(source.as_ref()));
        if matches!(token.scrub(&told), std::borrow::Cow::Borrowed(_)) {
            return self;
        }
        let text = token.scrub(&crate::error::chain(source.as_ref())).into_owned();
        self.because(text)
    }
}

impl fmt::Display for TransportFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransportFault::Connect => "no connection",
            TransportFault::Tls => "no TLS session",
            TransportFault::Timeout => "it took too long",
            TransportFault::Broken => "the connection broke off",
            TransportFault::TooLarge => "the answer is too large",
            TransportFault::Refused => "the transport does not take the request",
            TransportFault::Other => "the transport failed",
        })
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)?;
        if let Some(source) = &self.source {
            write!(f, ": {}", crate::error::innermost(source.as_ref()))?;
        }
        match self.arrival {
            Arrival::NotSent => f.write_str(" (nothing was sent)"),
            Arrival::MayHaveArrived => f.write_str(" (the request may have arrived)"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: SendOptions =
        SendOptions { timeout: Duration::from_secs(5), size_limit: 100, new_connection: false };

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
    async fn a_closure_s_own_error_may_have_been_sent() {
        let failing = |_: http::Request<Bytes>| async { Err("no network") };
        let error = failing.send(http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!((error.fault(), error.arrival()), (TransportFault::Other, Arrival::MayHaveArrived));
        assert_eq!(error.to_string(), "the transport failed: no network (the request may have arrived)");
    }

    #[tokio::test]
    async fn a_closure_that_knows_better_says_so() {
        let failing = Arc::new(|_: http::Request<Bytes>| async {
            Err(TransportError::new(TransportFault::Connect, Arrival::NotSent))
        });
        let error = Transport::send(&failing, http::Request::default(), OPTIONS).await.unwrap_err();
        assert_eq!((error.fault(), error.arrival()), (TransportFault::Connect, Arrival::NotSent));
        assert_eq!(error.to_string(), "no connection (nothing was sent)");
    }

    #[test]
    fn a_cause_that_tells_the_token_loses_it_and_others_stay_themselves() {
        let token = AccessToken::new("secret-token").unwrap();
        let told = TransportError::other("sent Bearer secret-token twice").scrubbed(&token);
        assert!(!format!("{told} {told:?}").contains("secret-token"));
        assert!(told.to_string().contains("sent Bearer [redacted] twice"));

        let io = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let kept = TransportError::other(io).scrubbed(&token);
        assert!(kept.source().unwrap().is::<std::io::Error>());
    }
}
