//! Why a request has no answer, and whether it may have arrived.

use core::fmt;
use std::error::Error as StdError;

use crate::base::innermost;

/// A request without an answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    arrival: Arrival,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kept the answer away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
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
    /// An error with its kind and what it means for the request, for implementors of [`Transport`](super::Transport).
    pub fn new(kind: TransportErrorKind, arrival: Arrival) -> Self {
        Self { kind, arrival, source: None }
    }

    /// The same error with its cause. A text is a cause, too.
    #[must_use]
    pub fn with_source(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(cause.into()), ..self }
    }

    /// An error of which nothing is known; a [`TransportError`] stays itself.
    pub(super) fn other(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self::new(TransportErrorKind::Other, Arrival::MayHaveArrived).with_source(cause),
        }
    }

    pub(crate) fn too_large(size_limit: usize) -> Self {
        Self::new(TransportErrorKind::TooLarge, Arrival::MayHaveArrived)
            .with_source(format!("the client takes at most {size_limit} bytes"))
    }

    /// What kind of fault it is.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have seen the request.
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
