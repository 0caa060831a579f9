//! A file in parts, one in memory at a time.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_core::Stream;
use futures_core::stream::FusedStream;
use http::StatusCode;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, RANGE};

#[cfg(feature = "blocking")]
use crate::base::Blocking;
use crate::base::{BoxFuture, Call, header_text};
use crate::client::{Client, Exchange};
use crate::error::{Error, ReplyErrorKind};
use crate::request::{Request, RequestSpec};
use crate::transport::{TransportError, Unread, UnreadBody};

const DEFAULT_PART: u64 = 4 << 20;

impl Request<Bytes> {
    /// Reads the file in parts: a stream with its own `next`, for programs that write it to a disk or pass it
    /// on. See [`Parts`].
    pub fn parts(self, client: &Client) -> Parts {
        Parts::new(client, self.spec)
    }
}

/// A file in parts, one in memory at a time: a stream of bytes, with its own `next` for programs without
/// other stream methods. Made by [`Request::parts`] from a request for bytes: a media stream, a
/// [pre-authorised](Request::preauthorized) address, or an [untyped](Request::bytes) one.
///
/// Each part is a request of its own for a range of the file (`Range: bytes=0-4194303`), with the retries,
/// the limits and the redirect of such a request. A connection that breaks costs one part, not the file. A part
/// has at most as many bytes as the client's [`size_limit`](crate::ClientBuilder::size_limit).
///
/// A service that does not support ranges answers with the whole file. It is returned in pieces as they arrive,
/// each of any size, and what is before the [`offset`](Self::offset) is skipped. A connection that breaks then
/// costs another transfer from the start. The [timeout](crate::Request::timeout) is that of the head and of each
/// piece. A transport of your own returns such a file as one part.
///
/// The whole file has at most [`limit`](Self::limit) bytes. The default is the client's `size_limit`;
/// [`without_limit`](Self::without_limit) removes it. A larger file is
/// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge). If the file changes while it is read (another `ETag`,
/// another size), or the service sends other bytes than were asked for, the error is
/// [`ErrorKind::WrongRange`](crate::ErrorKind::WrongRange).
///
/// After an error the stream ends, and [`offset`](Self::offset) returns where another stream can
/// [start](Self::starting_at). Dropping the future of [`next`](Self::next) loses nothing: the next call
/// returns the part being fetched. Dropping the stream cancels the request.
///
/// ```
/// use std::io::Write;
///
/// use graph_entity::{Client, Error, Request};
///
/// /// Writes a file of any size to a writer. The program may await it, too.
/// async fn save(client: &Client, address: &str, to: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
///     let mut parts = Request::preauthorized(address).parts(client).without_limit();
///     while let Some(part) = parts.next().await {
///         to.write_all(&part?)?;
///     }
///     Ok(())
/// }
/// ```
///
/// Source: RFC 9110, section 14, "Range Requests"; Microsoft Graph, "Download driveItem content".
#[must_use = "nothing is read before it is asked for"]
pub struct Parts {
    client: Client,
    /// `None` while it is in flight, after the last part and after an error.
    next: Option<Next>,
    part_size: u64,
    /// The most bytes of the file. `None` without a limit.
    limit: Option<u64>,
    position: u64,
    /// What the first part says about the file.
    file: Option<File>,
    /// How many connections in a row broke before they brought anything new.
    stalls: u32,
    in_flight: Option<BoxFuture<'static, Arrived>>,
}

/// What is read next.
enum Next {
    /// The part at the position.
    Part(Box<RequestSpec>),
    /// The next piece of the whole file.
    Piece(Box<Whole>),
}

/// What has arrived.
enum Arrived {
    Part(Box<RequestSpec>, Box<Result<Exchange, Error>>),
    Piece(Box<Whole>, Result<Option<Bytes>, TransportError>),
}

/// The answer of a service that does not support ranges.
struct Whole {
    spec: Box<RequestSpec>,
    /// The answer without its body.
    head: Exchange,
    body: Box<dyn UnreadBody>,
    /// How many of the next bytes have been returned before.
    skipped: u64,
    /// Whether it has brought anything new.
    is_new: bool,
}

/// What identifies a file, so that all parts are of the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct File {
    size: Option<u64>,
    etag: Option<HeaderValue>,
}

/// A part in the words of `Content-Range`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ContentRange {
    first: u64,
    last: u64,
    /// The size of the file. `None` if the service does not know it.
    size: Option<u64>,
}

impl File {
    /// Whether another answer, which may not say its size, is of the same file.
    fn may_be(&self, other: &Self) -> bool {
        let is_size = self.size == other.size || self.size.is_none() || other.size.is_none();
        self.etag == other.etag && is_size
    }
}

impl Parts {
    fn new(client: &Client, mut spec: Box<RequestSpec>) -> Self {
        // The range of a compressed file would be one of its compressed bytes.
        spec.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        spec.options.leaves_body = true;
        Self {
            client: client.clone(),
            next: Some(Next::Part(spec)),
            part_size: DEFAULT_PART,
            limit: u64::try_from(client.size_limit()).ok(),
            position: 0,
            file: None,
            stalls: 0,
            in_flight: None,
        }
    }

    /// Sets the size of a part in bytes. The default is 4 MiB.
    pub fn part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes.max(1);
        self
    }

    /// Sets the maximum size of the file, in bytes. The default is the client's `size_limit`.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Removes the maximum size of the file, for one that is written to a disk part by part.
    pub fn without_limit(mut self) -> Self {
        self.limit = None;
        self
    }

    /// Starts at an offset in bytes, where an earlier run has ended. The default is 0.
    pub fn starting_at(mut self, offset: u64) -> Self {
        self.position = offset;
        self
    }

    /// The offset of the next part: the number of bytes before it.
    pub fn offset(&self) -> u64 {
        self.position
    }

    /// The size of the file in bytes. `None` until a part says it.
    pub fn size(&self) -> Option<u64> {
        self.file.as_ref()?.size
    }

    /// Returns the next part. `None` after the last one.
    ///
    /// # Errors
    /// See [`Error`]. After an error, the stream has ended.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The parts as an iterator whose `next` is a blocking call, for which see [`Request::send_blocking`].
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if self.in_flight.is_none() {
                let Some(next) = self.next.take() else { return Poll::Ready(None) };
                self.in_flight = Some(self.fetch(next));
            }
            let Some(in_flight) = &mut self.in_flight else { return Poll::Ready(None) };
            let arrived = ready!(in_flight.as_mut().poll(context));
            self.in_flight = None;
            let part = match arrived {
                Arrived::Part(spec, result) => result.and_then(|exchange| self.read(spec, exchange)),
                Arrived::Piece(whole, piece) => self.read_piece(whole, piece),
            };
            // Nothing new: the end of a file whose size was not known, or what has been returned before.
            if !part.as_ref().is_ok_and(Bytes::is_empty) {
                return Poll::Ready(Some(part));
            }
        }
    }

    fn fetch(&self, next: Next) -> BoxFuture<'static, Arrived> {
        match next {
            Next::Part(spec) => self.fetch_part(spec),
            Next::Piece(mut whole) => Box::pin(async move {
                let piece = whole.body.next().await;
                Arrived::Piece(whole, piece)
            }),
        }
    }

    fn fetch_part(&self, spec: Box<RequestSpec>) -> BoxFuture<'static, Arrived> {
        let (client, stalls) = (self.client.clone(), self.stalls);
        let last = self.position.saturating_add(self.part_size - 1);
        let range = HeaderValue::from_str(&format!("bytes={}-{last}", self.position));
        Box::pin(async move {
            client.pause(stalls).await;
            let mut ranged = spec.clone();
            // Digits and marks are always a valid value.
            ranged.headers.extend(range.ok().map(|range| (RANGE, range)));
            let answer = client.exchange_any(&ranged).await;
            Arrived::Part(spec, Box::new(answer))
        })
    }

    /// Reads an answer, and prepares what is read next.
    fn read(&mut self, spec: Box<RequestSpec>, exchange: Exchange) -> Result<Bytes, Error> {
        if exchange.status == StatusCode::RANGE_NOT_SATISFIABLE && self.is_at_end(&exchange.headers) {
            return Ok(Bytes::new());
        }
        let exchange = exchange.checked()?;
        if exchange.status == StatusCode::PARTIAL_CONTENT {
            self.read_part(spec, exchange)
        } else {
            self.read_whole(spec, exchange)
        }
    }

    fn read_part(&mut self, spec: Box<RequestSpec>, exchange: Exchange) -> Result<Bytes, Error> {
        let Some(range) = content_range(&exchange.headers) else { return Err(exchange.wrong_range()) };
        let file = File { size: range.size, etag: exchange.headers.get(ETAG).cloned() };
        let length = exchange.body.len() as u64;
        let is_asked_for = range.first == self.position
            && length <= self.part_size
            && range.last - range.first == length.wrapping_sub(1)
            && range.size.is_none_or(|size| range.last < size);
        if !is_asked_for || self.file.as_ref().is_some_and(|known| *known != file) {
            return Err(exchange.wrong_range());
        }
        self.check_limit(&exchange.call, range.size.unwrap_or(range.last + 1))?;
        (self.file, self.position, self.stalls) = (Some(file), range.last + 1, 0);
        if range.size != Some(self.position) {
            self.next = Some(Next::Part(spec));
        }
        Ok(exchange.body)
    }

    /// Reads the whole file, of which a part may have been returned before.
    fn read_whole(&mut self, spec: Box<RequestSpec>, exchange: Exchange) -> Result<Bytes, Error> {
        let announced =
            header_text(&exchange.headers, &CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let unread = exchange.unread.as_ref().and_then(Unread::take);
        let size = if unread.is_some() { announced } else { Some(exchange.body.len() as u64) };
        let file = File { size, etag: exchange.headers.get(ETAG).cloned() };
        let is_other = self.file.as_ref().is_some_and(|known| !known.may_be(&file));
        if is_other || size.is_some_and(|size| size < self.position) {
            return Err(exchange.wrong_range());
        }
        self.check_limit(&exchange.call, size.unwrap_or(self.position))?;
        let known = self.size();
        self.file = Some(File { size: size.or(known), ..file });
        let skipped = self.position;
        if let Some(body) = unread {
            self.next =
                Some(Next::Piece(Box::new(Whole { spec, head: exchange, body, skipped, is_new: false })));
            return Ok(Bytes::new());
        }
        self.position = exchange.body.len() as u64;
        Ok(exchange.body.slice(usize::try_from(skipped).unwrap_or(usize::MAX)..))
    }

    /// Reads a piece of the whole file, and prepares what is read next.
    fn read_piece(
        &mut self,
        mut whole: Box<Whole>,
        piece: Result<Option<Bytes>, TransportError>,
    ) -> Result<Bytes, Error> {
        let mut piece = match piece {
            Ok(Some(piece)) => piece,
            Ok(None) if whole.skipped > 0 || self.size().is_some_and(|size| size != self.position) => {
                return Err(whole.head.wrong_range());
            }
            Ok(None) => return Ok(Bytes::new()),
            Err(error) => return self.start_again(*whole, error).map(|()| Bytes::new()),
        };
        let known = usize::try_from(whole.skipped).unwrap_or(usize::MAX).min(piece.len());
        piece.advance(known);
        whole.skipped -= known as u64;
        whole.is_new |= !piece.is_empty();
        self.position += piece.len() as u64;
        self.check_limit(&whole.head.call, self.position)?;
        self.next = Some(Next::Piece(whole));
        Ok(piece)
    }

    /// Asks for the rest of a file whose connection broke, unless too many in a row brought nothing new.
    fn start_again(&mut self, whole: Whole, error: TransportError) -> Result<(), Error> {
        self.stalls = if whole.is_new { 0 } else { self.stalls + 1 };
        if whole.spec.options.no_retry || self.stalls >= self.client.max_attempts() {
            return Err(Error::unanswered(Some(whole.head.call), error));
        }
        self.next = Some(Next::Part(whole.spec));
        Ok(())
    }

    /// Whether the service says that the file ends here: an empty file, or one whose size it did not know.
    fn is_at_end(&self, headers: &HeaderMap) -> bool {
        let said = header_text(headers, &CONTENT_RANGE)
            .and_then(|text| text.trim().strip_prefix("bytes")?.trim().strip_prefix("*/"));
        let size = said.and_then(|size| size.parse::<u64>().ok());
        size.map_or(self.position == 0, |size| size == self.position)
    }

    fn check_limit(&self, call: &Call, size: u64) -> Result<(), Error> {
        let Some(limit) = self.limit.filter(|limit| size > *limit) else { return Ok(()) };
        let error = TransportError::too_large(usize::try_from(limit).unwrap_or(usize::MAX));
        Err(Error::unanswered(Some(call.clone()), error))
    }

    fn is_exhausted(&self) -> bool {
        self.next.is_none() && self.in_flight.is_none()
    }
}

impl Exchange {
    /// The error for an answer with other bytes than asked for.
    fn wrong_range(self) -> Error {
        self.without_body(ReplyErrorKind::WrongRange)
    }
}

/// The range of an answer: `bytes 0-25/128`, or `bytes 0-25/*`.
fn content_range(headers: &HeaderMap) -> Option<ContentRange> {
    let (range, size) =
        header_text(headers, &CONTENT_RANGE)?.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let size = if size.trim() == "*" { None } else { Some(number(size)?) };
    let range = ContentRange { first: number(first)?, last: number(last)?, size };
    (range.first <= range.last && range.last < u64::MAX).then_some(range)
}

impl Stream for Parts {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl FusedStream for Parts {
    fn is_terminated(&self) -> bool {
        self.is_exhausted()
    }
}

/// Shows the progress, never the address.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("position", &self.position)
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_a_known_or_unknown_whole_is_read() {
        let read = |text: &str| {
            content_range(&HeaderMap::from_iter([(CONTENT_RANGE, HeaderValue::from_str(text).unwrap())]))
        };
        assert_eq!(read("bytes 0-25/128"), Some(ContentRange { first: 0, last: 25, size: Some(128) }));
        assert_eq!(read("bytes 26-27/*"), Some(ContentRange { first: 26, last: 27, size: None }));
        for text in [
            "",
            "bytes",
            "bytes */5",
            "bytes 2-1/5",
            "items 0-1/2",
            "bytes 0-x/2",
            "bytes 0-18446744073709551615/*",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
