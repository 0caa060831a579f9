//! Answers to bytes that are not HTTP.
//!
//! hyper answers them itself, with a status and no body, and does not call the service. A client that reads
//! Graph's errors must find one there too, so hyper's answer is replaced while it is written.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use hyper::StatusCode;
use hyper::rt::{Read, ReadBufCursor, Write};

use crate::answers::envelope::Ids;
use crate::answers::response::refused;
use crate::refusals::Refusal;

/// A connection that replaces hyper's own errors with Graph's.
pub(crate) struct Enveloped<T> {
    inner: T,
    /// What is still to be written in place of hyper's answer.
    pending: Bytes,
    /// The length of hyper's answer, which hyper must believe was written.
    replaced: usize,
}

impl<T> Enveloped<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self { inner, pending: Bytes::new(), replaced: 0 }
    }

    pub(crate) fn into_inner(self) -> T {
        self.inner
    }
}

impl<T: Read + Unpin> Read for Enveloped<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

/// `is_write_vectored` remains false, so that hyper writes a head and its body in one buffer.
impl<T: Write + Unpin> Write for Enveloped<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.pending.is_empty() {
            let Some(status) = bare_error(bytes) else {
                return Pin::new(&mut this.inner).poll_write(context, bytes);
            };
            (this.pending, this.replaced) = (answer(status), bytes.len());
        }
        while !this.pending.is_empty() {
            match ready!(Pin::new(&mut this.inner).poll_write(context, &this.pending))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => this.pending.advance(written),
            }
        }
        // hyper must believe that its own bytes were written.
        Poll::Ready(Ok(this.replaced))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// Returns the status of an error response without a body, which only hyper sends: the service's errors have
/// envelopes.
fn bare_error(bytes: &[u8]) -> Option<StatusCode> {
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ").or_else(|| head.strip_prefix("HTTP/1.0 "))?;
    let status = StatusCode::from_bytes(status.get(..3)?.as_bytes()).ok()?;
    let is_bare = head.split("\r\n").any(|line| line.eq_ignore_ascii_case("content-length: 0"));
    (is_bare && status.is_client_error()).then_some(status)
}

/// The whole response as bytes. hyper closes the connection after it.
fn answer(status: StatusCode) -> Bytes {
    let request_id = uuid::Uuid::new_v4().to_string();
    let ids = Ids { request_id: &request_id, client_request_id: &request_id, path: "/" };
    let response = refused(&Refusal::malformed(status), &ids);
    let mut text = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in response.headers() {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            text.extend_from_slice(part);
        }
    }
    let length = response.body().len();
    text.extend_from_slice(
        format!("request-id: {request_id}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")
            .as_bytes(),
    );
    text.extend_from_slice(response.body());
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_error_is_replaced() {
        let bare = |text: &str| bare_error(text.as_bytes()).map(|status| status.as_u16());
        assert_eq!(bare("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: x\r\n\r\n"), Some(400));
        assert_eq!(bare("HTTP/1.0 431 x\r\nconnection: close\r\nContent-Length: 0\r\n\r\n"), Some(431));
        for other in [
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n",
            "content-length: 0\r\n\r\n",
            "",
        ] {
            assert_eq!(bare(other), None, "{other}");
        }
    }
}
