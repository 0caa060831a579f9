//! Bodies of replies: read up to a limit, and decompressed.

use core::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use super::broken;
use super::connect::BoxError;
use crate::transport::body::{self, Limit, Pieces};
use crate::transport::{Arrival, SendOptions, TransportError, Unread};

/// Reads a reply up to its limit. Also returns whether it was read to its end. `pause` is the
/// maximum time between two pieces of its body.
///
/// Not an `async fn`, whose future would store the head twice.
pub(super) fn read(
    reply: Response<Incoming>,
    options: &SendOptions,
    pause: Option<Duration>,
) -> impl Future<Output = Result<(Response<Bytes>, bool), TransportError>> + Send + use<> {
    let (mut head, body) = reply.into_parts();
    let limit = Limit::of(head.status, options);
    let is_left = options.leaves_body_of(head.status, &head.headers);
    // The timeout of a body that is left is that of each of its pieces.
    let pause = if is_left { Some(pause.unwrap_or(options.timeout).min(options.timeout)) } else { pause };
    let mut pieces = IncomingPieces { body, pause };
    async move {
        if is_left {
            head.extensions.insert(Unread::new(pieces));
            return Ok((Response::from_parts(head, Bytes::new()), false));
        }
        #[cfg(feature = "gzip")]
        if gzip::is_compressed(&head.headers) {
            // Boxed, so that a reply which is not compressed has no room for it.
            let body = Box::pin(gzip::read(pieces, limit, &mut head.headers)).await?;
            return Ok((Response::from_parts(head, body.bytes), body.is_whole));
        }
        limit.check(pieces.body.size_hint().lower())?;
        let body = body::read(&mut pieces, limit).await?;
        Ok((Response::from_parts(head, body.bytes), body.is_whole))
    }
}

/// The pieces of a body from hyper.
struct IncomingPieces {
    body: Incoming,
    pause: Option<Duration>,
}

impl Pieces for IncomingPieces {
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        while !self.body.is_end_stream() {
            let frame = self.body.frame();
            let frame = match self.pause {
                // Boxed, so that a transport without this limit has no room for its timer.
                Some(pause) => Box::pin(tokio::time::timeout(pause, frame))
                    .await
                    .map_err(|_| TransportError::timed_out(Arrival::MayHaveArrived))?,
                None => frame.await,
            };
            let Some(frame) = frame else { return Ok(None) };
            // Trailers are not data.
            if let Ok(data) = frame.map_err(lost)?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

fn lost(cause: impl Into<BoxError>) -> TransportError {
    broken(Arrival::MayHaveArrived, cause)
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::{self, Write};

    use bytes::Bytes;
    use flate2::write::MultiGzDecoder;
    use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap, HeaderValue};

    use super::{IncomingPieces, lost};
    use crate::transport::TransportError;
    use crate::transport::body::{Limit, Pieces as _, ReadBody};

    pub(super) fn is_compressed(headers: &HeaderMap) -> bool {
        let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
        // Another encoding around it is left to the reader of the reply.
        matches!((encodings.next(), encodings.next()), (Some(only), None) if is_gzip(only))
    }

    fn is_gzip(encoding: &HeaderValue) -> bool {
        let name = encoding.as_bytes().trim_ascii();
        name.eq_ignore_ascii_case(b"gzip") || name.eq_ignore_ascii_case(b"x-gzip")
    }

    /// Reads and decompresses a body. The limit applies to what comes out. Removes the headers that describe
    /// what came in.
    pub(super) async fn read(
        mut pieces: IncomingPieces,
        limit: Limit,
        headers: &mut HeaderMap,
    ) -> Result<ReadBody, TransportError> {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        let out = Bounded { body: Vec::new(), most: limit.bytes(), is_exceeded: false };
        let mut decoder = MultiGzDecoder::new(out);
        let mut is_empty = true;
        while let Some(piece) = pieces.next().await? {
            is_empty &= piece.is_empty();
            if let Err(error) = decoder.write_all(&piece) {
                return ended(decoder.get_mut(), limit, error);
            }
        }
        if is_empty {
            // The reply to a request without a body in it, such as a 204, may repeat the header.
            return Ok(ReadBody::whole(Bytes::new()));
        }
        match decoder.try_finish() {
            Ok(()) => Ok(ReadBody::whole(core::mem::take(&mut decoder.get_mut().body).into())),
            Err(error) => ended(decoder.get_mut(), limit, error),
        }
    }

    /// Handles a body whose decompression stopped early: at the limit, or with an error.
    fn ended(out: &mut Bounded, limit: Limit, error: io::Error) -> Result<ReadBody, TransportError> {
        if out.is_exceeded {
            limit.exceeded_by(core::mem::take(&mut out.body).into())
        } else {
            Err(lost(error))
        }
    }

    /// A body that takes no more than its limit.
    struct Bounded {
        body: Vec<u8>,
        most: usize,
        is_exceeded: bool,
    }

    impl Write for Bounded {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.most - self.body.len();
            self.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
            self.is_exceeded |= bytes.len() > room;
            if self.is_exceeded {
                return Err(io::Error::other("the limit is reached"));
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
