//! The body of an answer, which may end before its time.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// Bytes, whole or cut off.
pub(crate) struct AnswerBody {
    data: Option<Bytes>,
    is_cut_off: bool,
    /// Whether the bytes before the cut had their time to leave.
    is_flushed: bool,
}

impl AnswerBody {
    pub(crate) fn whole(data: Bytes) -> Self {
        Self { data: Some(data).filter(|data| !data.is_empty()), is_cut_off: false, is_flushed: true }
    }

    /// The first half. The connection ends behind it.
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
            // What was written before is sent while there is nothing to write.
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
