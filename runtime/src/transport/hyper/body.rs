//! Bodies of replies: read up to a limit, and decompressed.

use core::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use super::broken;
use super::connect::BoxError;
use crate::transport::{Arrival, TransportError};

/// Reads a reply up to the limit. `pause` is the maximum time between two pieces of its body.
pub(super) async fn read(
    reply: Response<Incoming>,
    limit: usize,
    pause: Option<Duration>,
) -> Result<Response<Bytes>, TransportError> {
    #[cfg_attr(not(feature = "gzip"), allow(unused_mut, reason = "decompression removes headers"))]
    let (mut head, body) = reply.into_parts();
    let body = Pieces { body, pause };
    #[cfg(feature = "gzip")]
    if gzip::is_compressed(&head.headers) {
        // Boxed, so that a reply which is not compressed has no room for it.
        let body = Box::pin(gzip::read(body, limit, &mut head.headers)).await?;
        return Ok(Response::from_parts(head, body));
    }
    let body = read_body(body, limit).await?;
    Ok(Response::from_parts(head, body))
}

/// A body that arrives in one piece is not copied.
async fn read_body(mut pieces: Pieces, limit: usize) -> Result<Bytes, TransportError> {
    if pieces.body.size_hint().lower() > limit as u64 {
        return Err(TransportError::too_large(limit));
    }
    let Some(first) = pieces.next().await? else { return Ok(Bytes::new()) };
    let Some(second) = pieces.next().await? else { return within(first, limit) };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while body.len() <= limit {
        let Some(more) = pieces.next().await? else { return Ok(body.freeze()) };
        body.extend_from_slice(&more);
    }
    Err(TransportError::too_large(limit))
}

fn within(body: Bytes, limit: usize) -> Result<Bytes, TransportError> {
    if body.len() > limit { Err(TransportError::too_large(limit)) } else { Ok(body) }
}

/// The pieces of a body as they arrive.
struct Pieces {
    body: Incoming,
    pause: Option<Duration>,
}

impl Pieces {
    /// The next piece of data. `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        while !self.body.is_end_stream() {
            let frame = self.body.frame();
            let frame = match self.pause {
                Some(pause) => tokio::time::timeout(pause, frame)
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

    use super::{Pieces, lost};
    use crate::transport::TransportError;

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
        mut pieces: Pieces,
        limit: usize,
        headers: &mut HeaderMap,
    ) -> Result<Bytes, TransportError> {
        let mut decoder = MultiGzDecoder::new(Bounded { body: Vec::new(), limit, is_exceeded: false });
        let mut is_empty = true;
        while let Some(piece) = pieces.next().await? {
            is_empty &= piece.is_empty();
            if let Err(error) = decoder.write_all(&piece) {
                return Err(failed(decoder.get_ref(), error));
            }
        }
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        if is_empty {
            // The reply to a request without a body in it, such as a 204, may repeat the header.
            return Ok(Bytes::new());
        }
        match decoder.try_finish() {
            Ok(()) => Ok(core::mem::take(&mut decoder.get_mut().body).into()),
            Err(error) => Err(failed(decoder.get_ref(), error)),
        }
    }

    fn failed(out: &Bounded, error: io::Error) -> TransportError {
        if out.is_exceeded { TransportError::too_large(out.limit) } else { lost(error) }
    }

    /// A body that takes no more than its limit.
    struct Bounded {
        body: Vec<u8>,
        limit: usize,
        is_exceeded: bool,
    }

    impl Write for Bounded {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.is_exceeded |= bytes.len() > self.limit - self.body.len();
            if self.is_exceeded {
                return Err(io::Error::other("the limit is reached"));
            }
            self.body.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
