//! A file in parts, one in memory at a time.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use http::StatusCode;
use http::header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, RANGE};

#[cfg(feature = "blocking")]
use crate::base::Blocking;
use crate::base::{BoxFuture, header_text};
use crate::client::{Client, Exchange};
use crate::error::{Error, ReplyErrorKind};
use crate::request::{Request, RequestSpec};
use crate::transport::TransportError;

const DEFAULT_PART: u64 = 4 << 20;

impl Request<Bytes> {
    /// Reads the file in parts: a stream with its own `next`, for programs that write it to a disk or pass it
    /// on. See [`Parts`].
    pub fn parts(self, client: &Client) -> Parts {
        Parts::new(client, *self.spec)
    }
}

/// A file in parts, one in memory at a time: a stream of bytes, with its own `next` for programs without
/// other stream methods. Made by [`Request::parts`] from a request for bytes: a media stream, a
/// [pre-authorised](Request::preauthorized) address, or an [untyped](Request::bytes) one.
///
/// Each part is a request of its own for a range of the file (`Range: bytes=0-4194303`), with the retries,
/// the limits and the redirect of such a request. A connection that breaks costs one part, not the file. A
/// service that does not support ranges answers with the whole file, which is then the only part. A part has
/// at most as many bytes as the client's [`size_limit`](crate::ClientBuilder::size_limit).
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
    /// `None` after the last part and after an error.
    spec: Option<RequestSpec>,
    part_size: u64,
    /// The most bytes of the file. `None` without a limit.
    limit: Option<u64>,
    position: u64,
    /// What the first part says about the file.
    file: Option<File>,
    in_flight: Option<BoxFuture<'static, (RequestSpec, Result<Exchange, Error>)>>,
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

impl Parts {
    fn new(client: &Client, mut spec: RequestSpec) -> Self {
        // The range of a compressed file would be one of its compressed bytes.
        spec.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        Self {
            client: client.clone(),
            spec: Some(spec),
            part_size: DEFAULT_PART,
            limit: u64::try_from(client.size_limit()).ok(),
            position: 0,
            file: None,
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

    /// Reads a file of any size.
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

    /// The next part. `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        core::future::poll_fn(|context| self.poll(context)).await
    }

    /// The parts as an iterator whose `next` is a blocking call, for which see [`Request::send_blocking`].
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        if self.in_flight.is_none() {
            let Some(spec) = self.spec.take() else { return Poll::Ready(None) };
            self.in_flight = Some(self.fetch(spec));
        }
        let Some(in_flight) = &mut self.in_flight else { return Poll::Ready(None) };
        let (spec, result) = ready!(in_flight.as_mut().poll(context));
        self.in_flight = None;
        match result.and_then(|exchange| self.read(spec, exchange)) {
            // The end of a file whose size was not known.
            Ok(part) if part.is_empty() && self.spec.is_none() => Poll::Ready(None),
            part => Poll::Ready(Some(part)),
        }
    }

    fn fetch(&self, spec: RequestSpec) -> BoxFuture<'static, (RequestSpec, Result<Exchange, Error>)> {
        let client = self.client.clone();
        let last = self.position.saturating_add(self.part_size - 1);
        let range = HeaderValue::from_str(&format!("bytes={}-{last}", self.position));
        Box::pin(async move {
            let mut ranged = spec.clone();
            // Digits and marks are always a valid value.
            ranged.headers.extend(range.ok().map(|range| (RANGE, range)));
            let answer = client.exchange_any(&ranged).await;
            (spec, answer)
        })
    }

    /// Reads an answer, and prepares the request for the next part.
    fn read(&mut self, spec: RequestSpec, exchange: Exchange) -> Result<Bytes, Error> {
        if exchange.status == StatusCode::RANGE_NOT_SATISFIABLE && self.is_at_end(&exchange.headers) {
            return Ok(Bytes::new());
        }
        let exchange = exchange.checked()?;
        let etag = exchange.headers.get(ETAG).cloned();
        let length = exchange.body.len() as u64;
        if exchange.status != StatusCode::PARTIAL_CONTENT {
            // The whole file, of which a part may have been read before.
            let skipped = usize::try_from(self.position).unwrap_or(usize::MAX);
            let file = File { size: Some(length), etag };
            if skipped > exchange.body.len() || self.file.as_ref().is_some_and(|known| *known != file) {
                return Err(exchange.wrong_range());
            }
            self.check_limit(&exchange, length)?;
            (self.file, self.position) = (Some(file), length);
            return Ok(exchange.body.slice(skipped..));
        }
        let Some(range) = content_range(&exchange.headers) else { return Err(exchange.wrong_range()) };
        let file = File { size: range.size, etag };
        let is_asked_for = range.first == self.position
            && length <= self.part_size
            && range.last - range.first == length.wrapping_sub(1)
            && range.size.is_none_or(|size| range.last < size);
        if !is_asked_for || self.file.as_ref().is_some_and(|known| *known != file) {
            return Err(exchange.wrong_range());
        }
        self.check_limit(&exchange, range.size.unwrap_or(range.last + 1))?;
        (self.file, self.position) = (Some(file), range.last + 1);
        if range.size != Some(self.position) {
            self.spec = Some(spec);
        }
        Ok(exchange.body)
    }

    /// Whether the service says that the file ends here: an empty file, or one whose size it did not know.
    fn is_at_end(&self, headers: &HeaderMap) -> bool {
        let said = header_text(headers, &CONTENT_RANGE)
            .and_then(|text| text.trim().strip_prefix("bytes")?.trim().strip_prefix("*/"));
        let size = said.and_then(|size| size.parse::<u64>().ok());
        size.map_or(self.position == 0, |size| size == self.position)
    }

    fn check_limit(&self, exchange: &Exchange, size: u64) -> Result<(), Error> {
        let Some(limit) = self.limit.filter(|limit| size > *limit) else { return Ok(()) };
        let error = TransportError::too_large(usize::try_from(limit).unwrap_or(usize::MAX));
        Err(Error::unanswered(Some(exchange.call.clone()), error))
    }

    fn is_exhausted(&self) -> bool {
        self.spec.is_none() && self.in_flight.is_none()
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
