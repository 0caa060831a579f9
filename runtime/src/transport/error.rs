//! Why a request has no answer, and whether it may have arrived.

use core::fmt;
use std::error::Error as StdError;

use crate::base::innermost;

/// A request without an answer: what went wrong, and whether the request may have arrived.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    arrival: Arrival,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What can go wrong between the client and the service: the kinds of [`TransportError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the name does not resolve, or no server listens.
    Connect,
    /// A connection without a TLS session, mostly because of a certificate that the system does not trust.
    Tls,
    /// Connecting or answering took longer than allowed.
    Timeout,
    /// The connection broke, or the answer was not HTTP.
    Broken,
    /// The body of the answer is larger than the client allows.
    TooLarge,
    /// The transport does not support such a request.
    Refused,
    /// Anything else. The cause is the error's `source()`.
    Other,
}

/// Whether the service may have received, and carried out, a request that has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// No byte was sent, so sending the request again is safe.
    NotSent,
    /// Bytes may have been sent. A write may have happened.
    MayHaveArrived,
}

impl TransportError {
    /// An error of a kind, for implementors of [`Transport`](super::Transport). `arrival` states whether the
    /// request may have been sent.
    pub fn new(kind: TransportErrorKind, arrival: Arrival) -> Self {
        Self { kind, arrival, source: None }
    }

    /// Sets the source of the error. It may be a text.
    #[must_use]
    pub fn with_source(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(cause.into()), ..self }
    }

    /// An error of an unknown kind. A [`TransportError`] is returned unchanged.
    pub(super) fn other(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self::new(TransportErrorKind::Other, Arrival::MayHaveArrived).with_source(cause),
        }
    }

    /// The error of a request that is not sent. The cause must not repeat an address, which may contain ids
    /// or a password.
    #[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
    pub(super) fn refused(cause: &'static str) -> Self {
        Self::new(TransportErrorKind::Refused, Arrival::NotSent).with_source(cause)
    }

    pub(crate) fn too_large(size_limit: usize) -> Self {
        Self::new(TransportErrorKind::TooLarge, Arrival::MayHaveArrived)
            .with_source(format!("the client takes at most {size_limit} bytes"))
    }

    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(super) fn timed_out(arrival: Arrival) -> Self {
        Self::new(TransportErrorKind::Timeout, arrival).with_source("the time is up")
    }

    /// What went wrong, to match on.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have received the request.
    pub fn arrival(&self) -> Arrival {
        self.arrival
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Tls => "no TLS session",
            TransportErrorKind::Timeout => "it took too long",
            TransportErrorKind::Broken => "the connection broke off",
            TransportErrorKind::TooLarge => "the answer is too large",
            TransportErrorKind::Refused => "the transport does not take the request",
            TransportErrorKind::Other => "the transport failed",
        })
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        if let Some(source) = &self.source {
            write!(f, ": {}", innermost(source.as_ref()))?;
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

/// Whether an error or one of its causes passes a test. `io::Error` does not return the error it wraps from
/// `source()`.
#[cfg(any(feature = "blocking", feature = "hyper", feature = "reqwest"))]
pub(super) fn has_cause(
    error: &(dyn StdError + 'static),
    test: fn(&(dyn StdError + 'static)) -> bool,
) -> bool {
    if test(error) {
        return true;
    }
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match (wrapped, error.source()) {
        (Some(inner), _) => has_cause(inner, test),
        (None, Some(source)) => has_cause(source, test),
        (None, None) => false,
    }
}
