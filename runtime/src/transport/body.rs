//! Reading the body of a reply up to a limit.

use bytes::Bytes;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use bytes::BytesMut;
use http::StatusCode;

#[cfg(any(feature = "hyper", feature = "reqwest"))]
use super::{BoxFuture, UnreadBody};
use super::{SendOptions, TransportError};

/// How much of a body is read, and what becomes of a larger one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// A larger body is an error: a part of a value is not a value.
    Whole(usize),
    /// The rest of a larger body is not read: its start says what went wrong.
    Start(usize),
}

/// A body, or as much of it as was read.
pub(super) struct ReadBody {
    pub(super) bytes: Bytes,
    /// Whether nothing is left to read, so that the connection can carry another request.
    #[cfg_attr(not(feature = "hyper"), allow(dead_code, reason = "the other pools find it out themselves"))]
    pub(super) is_whole: bool,
}

impl ReadBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { bytes, is_whole: true }
    }
}

impl Limit {
    /// The limit for an answer with this status.
    pub(super) fn of(status: StatusCode, options: &SendOptions) -> Self {
        if status.is_success() {
            Self::Whole(options.size_limit)
        } else {
            Self::Start(options.error_size_limit)
        }
    }

    pub(super) fn bytes(self) -> usize {
        let (Self::Whole(bytes) | Self::Start(bytes)) = self;
        bytes
    }

    /// Refuses a body before it is read.
    ///
    /// # Errors
    /// [`TransportErrorKind::TooLarge`](super::TransportErrorKind::TooLarge) if the body must be whole, and
    /// is announced to be larger than the limit.
    pub(super) fn check(self, announced: u64) -> Result<(), TransportError> {
        match self {
            Self::Whole(most) if announced > most as u64 => Err(TransportError::too_large(most)),
            _ => Ok(()),
        }
    }

    /// Handles a body that is larger than the limit, given as much of it as was read.
    pub(super) fn exceeded_by(self, mut bytes: Bytes) -> Result<ReadBody, TransportError> {
        match self {
            Self::Whole(most) => Err(TransportError::too_large(most)),
            Self::Start(most) => {
                bytes.truncate(most);
                Ok(ReadBody { bytes, is_whole: false })
            }
        }
    }
}

/// The pieces of a body as they arrive.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(super) trait Pieces {
    /// The next piece. `None` at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, TransportError>> + Send;
}

#[cfg(any(feature = "hyper", feature = "reqwest"))]
impl<P: Pieces + Send> UnreadBody for P {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(Pieces::next(self))
    }
}

/// Reads a body that is not compressed. One that arrives in one piece is not copied.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
pub(super) async fn read(pieces: &mut impl Pieces, limit: Limit) -> Result<ReadBody, TransportError> {
    let Some(first) = pieces.next().await? else { return Ok(ReadBody::whole(Bytes::new())) };
    if first.len() > limit.bytes() {
        return limit.exceeded_by(first);
    }
    let Some(second) = pieces.next().await? else { return Ok(ReadBody::whole(first)) };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while body.len() <= limit.bytes() {
        let Some(more) = pieces.next().await? else { return Ok(ReadBody::whole(body.freeze())) };
        body.extend_from_slice(&more);
    }
    limit.exceeded_by(body.freeze())
}
