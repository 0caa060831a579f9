//! The batches in flight, and waiting for the first one that completes.

use core::future::poll_fn;
use core::task::Poll;
use core::time::Duration;
use std::time::Instant;

use crate::base::BoxFuture;
use crate::client::{Exchange, TooLate};
use crate::error::Error;

/// A completed batch.
pub(super) struct Completed {
    /// The indexes of its requests.
    pub(super) members: Vec<usize>,
    /// When it was sent.
    pub(super) sent_at: Instant,
    /// How long it waited for the budget before.
    pub(super) queued: Duration,
    pub(super) outcome: Outcome,
}

/// What became of a batch.
pub(super) enum Outcome {
    /// It was sent, or has no token.
    Ended(Box<Result<Exchange, Error>>),
    /// It was not sent: its turn comes too late for one of its requests, which have these times left.
    Late(TooLate, Vec<Duration>),
    /// It is the redirect of one request that was followed, with the answer of the other host.
    Followed(Box<Result<Exchange, Error>>),
}

/// The batches in flight. There are few of them, because of the concurrency limit, so that polling each one
/// is cheap.
#[derive(Default)]
pub(super) struct InFlight<'a>(Vec<BoxFuture<'a, Completed>>);

impl<'a> InFlight<'a> {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn start(&mut self, batch: BoxFuture<'a, Completed>) {
        self.0.push(batch);
    }

    /// The next batch that completes. `None` if the timer ends first.
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
