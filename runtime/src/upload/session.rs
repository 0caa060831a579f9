//! Upload sessions: a file in ranges, one after the other.

use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;
use std::io;

use bytes::Bytes;
use graph_entity_model::model::Edm;
use http::header::{CONTENT_RANGE, CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode};

use super::source::{UploadSource, read_exact};
use super::{Progress, may_be_done};
#[cfg(feature = "blocking")]
use crate::base::block_on;
use crate::client::{Client, Exchange, Reply};
use crate::error::{Error, Members, UploadErrorReason};
use crate::request::{Request, RequestSpec};

/// The length of each range except the last one is a multiple of this.
///
/// Source: Microsoft Graph, "driveItem: createUploadSession".
const UNIT: usize = 320 * 1024;
/// Just below the 4 MB that Outlook takes. `OneDrive` takes up to 60 MiB.
///
/// Source: Microsoft Graph, "Attach large files to Outlook messages or events".
const DEFAULT_UNITS: usize = 12;
const MOST_UNITS: usize = 192;
/// How often in a row the service may confirm no further byte.
const MOST_STALLS: u32 = 5;

/// The upload of a file in ranges to an upload session, which `createUploadSession` opens.
///
/// The `uploadUrl` of the session grants access by itself: ranges are sent to it without the token, and
/// neither an error nor `Debug` shows it. Mark the property that holds it `#[graph(sensitive)]`.
///
/// [`send`](Self::send) sends what the service has not confirmed yet. A range is a `PUT` with a header such
/// as `Content-Range: bytes 0-3932159/50000000`, and is retried as other requests are. If the service refuses
/// it (416) or fails (500), the client asks which range it expects, and continues there. After an error, or
/// after its future was dropped, `send` can be called again: it asks the service first. Another process
/// continues with the same `uploadUrl` and [`resuming`](Self::resuming).
///
/// The reply to the last range has the item that was made. It is `None` if the service does not send it, as
/// for attachments: their address is the reply's [`location`](Reply::location). If that reply is lost and the
/// session has ended, the file may be complete. The error's [`write_in_doubt`](Error::write_in_doubt) is then
/// true, and the program has to look for the item.
///
/// ```
/// use graph_entity::{Client, Error, FileSource, Upload, graph_action, graph_complex, graph_entity};
///
/// #[graph_entity(path = "/drives/{driveId}/items/{driveItemId}")]
/// struct DriveItem {
///     id: String,
///     size: Option<i64>,
/// }
///
/// #[graph_complex]
/// struct UploadSession {
///     #[graph(sensitive)]
///     upload_url: Option<String>,
/// }
///
/// #[graph_action(path = "/drives/{driveId}/items/{driveItemId}/createUploadSession", result = UploadSession)]
/// struct CreateUploadSession {}
///
/// async fn upload(client: &Client, drive: &str, item: &str) -> Result<(), Box<dyn std::error::Error>> {
///     let session = CreateUploadSession {}.call(drive, item).send(client).await?.into_value();
///     let address = session.upload_url.ok_or("the session has no address")?;
///     let mut upload = Upload::<DriveItem>::new(address, FileSource::open("large.bin")?);
///     let made = upload.send(client).await?.into_value();
///     println!("{:?} bytes", made.and_then(|item| item.size));
///     Ok(())
/// }
/// ```
///
/// Source: Microsoft Graph, "driveItem: createUploadSession", "Attach large files to Outlook messages or
/// events".
#[must_use = "nothing is uploaded before it is sent"]
pub struct Upload<T> {
    ranges: Ranges,
    item: PhantomData<fn() -> T>,
}

/// An upload without the type of its item.
struct Ranges {
    address: String,
    source: Box<dyn UploadSource>,
    range_size: usize,
    timeout: Option<Duration>,
    /// What the service expects next. `None` if it must be asked.
    expected: Option<Expected>,
    confirmed: u64,
    /// Whether the file may be complete although no answer says so.
    in_doubt: bool,
}

/// A range that the service expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Expected {
    start: u64,
    /// The offset after the last byte, if the service says it.
    end: Option<u64>,
}

impl<T: Edm> Upload<T> {
    /// An upload to a new session, with its `uploadUrl`.
    pub fn new(upload_url: impl Into<String>, source: impl UploadSource + 'static) -> Self {
        let ranges = Ranges {
            address: upload_url.into(),
            source: Box::new(source),
            range_size: DEFAULT_UNITS * UNIT,
            timeout: None,
            expected: Some(Expected { start: 0, end: None }),
            confirmed: 0,
            in_doubt: false,
        };
        Self { ranges, item: PhantomData }
    }

    /// Continues a session that may have received ranges before: the service is asked which range it expects.
    /// If it does not know the session any more, the file may be complete, and the error says so.
    pub fn resuming(mut self) -> Self {
        self.ranges.expected = None;
        self.ranges.in_doubt = true;
        self
    }

    /// Sets the length of a range in bytes. It is rounded down to a multiple of 320 KiB, from one such unit
    /// up to 60 MiB. The default is 3.75 MiB, which every service accepts. About twice this length is in
    /// memory.
    pub fn range_size(mut self, bytes: usize) -> Self {
        self.ranges.range_size = (bytes / UNIT).clamp(1, MOST_UNITS) * UNIT;
        self
    }

    /// Sets the timeout of each attempt to send a range, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.ranges.timeout = Some(timeout);
        self
    }

    /// The number of bytes that the service has confirmed.
    pub fn confirmed(&self) -> u64 {
        self.ranges.confirmed
    }

    /// Returns the size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.ranges.source.size()
    }

    /// Sends what the service has not confirmed yet, and returns the item.
    ///
    /// # Errors
    /// [`Error::Upload`]. The service keeps what it has confirmed until the session expires. An empty file is
    /// an error, because no range can describe it.
    pub async fn send(&mut self, client: &Client) -> Result<Reply<Option<T>>, Error> {
        loop {
            if let Some(reply) = self.send_range(client).await? {
                return Ok(reply);
            }
        }
    }

    /// Sends one range, for programs that show the progress: [`confirmed`](Self::confirmed). Returns `None`
    /// if further ranges follow.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub async fn send_range(&mut self, client: &Client) -> Result<Option<Reply<Option<T>>>, Error> {
        let Some(exchange) = self.ranges.send_range(client).await? else { return Ok(None) };
        let spec = self.ranges.spec(Method::PUT);
        match (Request::<Option<T>>::reading_any(spec).read)(exchange.status, &exchange.body) {
            Ok(item) => Ok(Some(exchange.into_reply(item))),
            Err(error) => Err(self.ranges.progress().failed(exchange.read_error(error))),
        }
    }

    /// Cancels the session. The service deletes what it has received. After an error it can be repeated.
    ///
    /// # Errors
    /// [`Error::Upload`], also if the session has already ended.
    pub async fn cancel(&mut self, client: &Client) -> Result<(), Error> {
        let exchange = self.ranges.exchange(client, self.ranges.spec(Method::DELETE)).await?;
        self.ranges.checked(exchange).map(drop)
    }

    /// The same as [`send`](Self::send) as a blocking call, for which see
    /// [`Request::send_blocking`](crate::Request::send_blocking).
    ///
    /// # Errors
    /// Those of `send`.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(&mut self, client: &Client) -> Result<Reply<Option<T>>, Error> {
        block_on(self.send(client))
    }

    /// The same as [`send_range`](Self::send_range) as a blocking call.
    ///
    /// # Errors
    /// Those of `send`.
    #[cfg(feature = "blocking")]
    pub fn send_range_blocking(&mut self, client: &Client) -> Result<Option<Reply<Option<T>>>, Error> {
        block_on(self.send_range(client))
    }

    /// The same as [`cancel`](Self::cancel) as a blocking call.
    ///
    /// # Errors
    /// Those of `cancel`.
    #[cfg(feature = "blocking")]
    pub fn cancel_blocking(&mut self, client: &Client) -> Result<(), Error> {
        block_on(self.cancel(client))
    }
}

impl Ranges {
    fn spec(&self, method: Method) -> RequestSpec {
        let mut spec = RequestSpec::preauthorized(method, "(upload session)", self.address.clone());
        spec.options.timeout = self.timeout;
        spec
    }

    /// Sends ranges until the service has confirmed one. Returns the answer to the last one.
    async fn send_range(&mut self, client: &Client) -> Result<Option<Exchange>, Error> {
        let before = self.confirmed;
        for stalls in 0..=MOST_STALLS {
            // Taken, so that the service is asked if this future is dropped or ends in an error.
            let expected = if let Some(expected) = self.expected.take() {
                expected
            } else {
                client.pause(stalls.saturating_sub(1)).await;
                self.ask(client).await?
            };
            if let Some(exchange) = self.put(client, expected).await? {
                return Ok(Some(exchange));
            }
            if self.confirmed > before {
                return Ok(None);
            }
        }
        Err(self.progress().error(UploadErrorReason::NoProgress))
    }

    /// Asks the service which range it expects.
    async fn ask(&mut self, client: &Client) -> Result<Expected, Error> {
        let exchange = self.exchange(client, self.spec(Method::GET)).await?;
        let exchange = self.checked(exchange)?;
        let Some(expected) = expected(&exchange) else {
            return Err(self.progress().error(UploadErrorReason::NoProgress));
        };
        self.expect(expected);
        Ok(expected)
    }

    /// Records what the service says it has received.
    fn expect(&mut self, expected: Expected) {
        self.confirmed = expected.start;
        // The service still waits for a part of the file, so it has not made the item.
        if expected.start < self.source.size() {
            self.in_doubt = false;
        }
    }

    /// Sends the start of a range. Returns the answer if it says that the file is complete.
    async fn put(&mut self, client: &Client, expected: Expected) -> Result<Option<Exchange>, Error> {
        let size = self.source.size();
        if size == 0 {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "it is empty, which no range can say");
            return Err(self.progress().error(UploadErrorReason::Source(error)));
        }
        let end = expected.end.unwrap_or(size).min(size);
        let Some(left) = end.checked_sub(expected.start).filter(|left| *left > 0) else {
            return Err(self.progress().error(UploadErrorReason::NoProgress));
        };
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.range_size);
        let bytes = match read_exact(&mut *self.source, expected.start, length).await {
            Ok(bytes) => bytes,
            Err(error) => return Err(self.progress().error(UploadErrorReason::Source(error))),
        };
        let last = expected.start + length as u64 - 1;
        let spec = self.put_spec(bytes, &format!("bytes {}-{last}/{size}", expected.start));
        let (was_in_doubt, is_last) = (self.in_doubt, last + 1 == size);
        // Before it is sent, because the future may be dropped while it is.
        self.in_doubt |= is_last;
        let result = client.exchange_any(&spec).await;
        self.in_doubt = was_in_doubt || (is_last && may_be_done(&result));
        let exchange = result.map_err(|error| self.progress().failed(error))?;
        // The service already has the range, expects another one, or failed at a byte that only it knows.
        if [StatusCode::RANGE_NOT_SATISFIABLE, StatusCode::INTERNAL_SERVER_ERROR].contains(&exchange.status) {
            return Ok(None);
        }
        let exchange = self.checked(exchange)?;
        match self::expected(&exchange) {
            Some(next) => {
                self.expect(next);
                self.expected = Some(next);
                Ok(None)
            }
            None if is_last => {
                self.confirmed = size;
                Ok(Some(exchange))
            }
            // Accepted, but the answer does not say what comes next.
            None => Ok(None),
        }
    }

    fn put_spec(&self, bytes: Bytes, range: &str) -> RequestSpec {
        let mut spec = self.spec(Method::PUT);
        spec.body = Some(bytes.into());
        spec.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        // Digits and marks are always a valid value.
        spec.headers.extend(HeaderValue::from_str(range).ok().map(|range| (CONTENT_RANGE, range)));
        spec
    }

    async fn exchange(&self, client: &Client, spec: RequestSpec) -> Result<Exchange, Error> {
        client.exchange_any(&spec).await.map_err(|error| self.progress().failed(error))
    }

    fn checked(&self, exchange: Exchange) -> Result<Exchange, Error> {
        let has_ended = matches!(exchange.status, StatusCode::NOT_FOUND | StatusCode::GONE);
        let progress = self.progress();
        exchange.checked().map_err(
            |error| {
                if has_ended { progress.ended(error) } else { progress.failed(error) }
            },
        )
    }

    fn progress(&self) -> Progress {
        Progress { confirmed: self.confirmed, size: self.source.size(), in_doubt: self.in_doubt }
    }
}

/// The first range that the service expects, according to its answer. `None` if the answer does not name one.
fn expected(exchange: &Exchange) -> Option<Expected> {
    let text = exchange.text();
    let body = Members::of(&text, &["nextExpectedRanges"])?;
    let ranges: Vec<String> = serde_json::from_str(body.json("nextExpectedRanges")?).ok()?;
    ranges.iter().filter_map(|range| read_range(range)).min_by_key(|range| range.start)
}

/// Reads `12345-55232`, `77829-`, or, as Outlook writes it, `77829`.
fn read_range(text: &str) -> Option<Expected> {
    let (start, end) = text.trim().split_once('-').unwrap_or((text.trim(), ""));
    let end = match end {
        "" => None,
        end => Some(end.parse::<u64>().ok()?.checked_add(1)?),
    };
    Some(Expected { start: start.parse().ok()?, end })
}

/// Shows the progress, never the address.
impl<T> fmt::Debug for Upload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("confirmed", &self.ranges.confirmed)
            .field("size", &self.ranges.source.size())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_a_range_is_read() {
        let range = |start, end| Some(Expected { start, end });
        assert_eq!(read_range("26-127"), range(26, Some(128)));
        assert_eq!(read_range("26-"), range(26, None));
        assert_eq!(read_range(" 2097152 "), range(2_097_152, None));
        for text in ["", "-", "-5", "x-5", "5-x", "18446744073709551616-"] {
            assert_eq!(read_range(text), None, "{text}");
        }
    }
}
