//! Response bodies, which may be truncated.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// A body, whole or truncated.
pub(crate) struct AnswerBody {
    data: Option<Bytes>,
    is_cut_off: bool,
    /// Whether the connection had a chance to send the bytes before it fails.
    is_flushed: bool,
}

impl AnswerBody {
    pub(crate) fn whole(data: Bytes) -> Self {
        Self { data: Some(data).filter(|data| !data.is_empty()), is_cut_off: false, is_flushed: true }
    }

    /// The first half of a body. The connection then fails.
    pub(crate) fn half(data: &Bytes) -> Self {
        Self { data: Some(data.slice(..data.len() / 2)), is_cut_off: true, is_flushed: false }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.data.is_none() && !self.is_flushed {
            // hyper flushes what was written when the body is pending. Without this, the error would discard
            // it.
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        Poll::Ready(match self.data.take() {
            Some(data) => Some(Ok(Frame::data(data))),
            None => self.is_cut_off.then(|| Err(cut())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && !self.is_cut_off
    }

    fn size_hint(&self) -> SizeHint {
        match &self.data {
            _ if self.is_cut_off => SizeHint::default(),
            Some(data) => SizeHint::with_exact(data.len() as u64),
            None => SizeHint::with_exact(0),
        }
    }
}
