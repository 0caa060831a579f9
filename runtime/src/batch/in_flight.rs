//! Batches under way, and the wait for whatever comes first.

use core::future::poll_fn;
use core::task::Poll;
use std::time::Instant;

use crate::base::BoxFuture;
use crate::client::Exchange;
use crate::error::Error;

/// A batch that has come back.
pub(super) struct Completed {
    /// The requests in it.
    pub(super) members: Vec<usize>,
    /// When it was sent.
    pub(super) sent_at: Instant,
    pub(super) answer: Result<Exchange, Error>,
}

/// The batches under way. As few as the bound on them, so that asking each is cheap.
#[derive(Default)]
pub(super) struct InFlight<'a>(Vec<BoxFuture<'a, Completed>>);

impl<'a> InFlight<'a> {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn start(&mut self, batch: BoxFuture<'a, Completed>) {
        self.0.push(batch);
    }

    /// The next batch that comes back; none where the timer is over first.
    pub(super) async fn next(&mut self, mut timer: Option<BoxFuture<'_, ()>>) -> Option<Completed> {
        poll_fn(|context| {
            for position in 0..self.0.len() {
                if let Poll::Ready(completed) = self.0[position].as_mut().poll(context) {
                    drop(self.0.swap_remove(position));
                    return Poll::Ready(Some(completed));
                }
            }
            timer.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(context).map(|()| None))
        })
        .await
    }
}
