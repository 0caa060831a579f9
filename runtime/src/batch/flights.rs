//! Batches under way, and the wait for whatever comes first.

use core::future::poll_fn;
use core::task::Poll;
use std::time::Instant;

use crate::base::BoxFuture;
use crate::client::Exchange;
use crate::error::Error;

/// A batch that has come back.
pub(super) struct Landed {
    /// The requests in it.
    pub(super) members: Vec<usize>,
    /// When it was sent.
    pub(super) departure: Instant,
    pub(super) answer: Result<Exchange, Error>,
}

/// The batches under way. As few as the bound on them, so that asking each is cheap.
#[derive(Default)]
pub(super) struct Flights<'a>(Vec<BoxFuture<'a, Landed>>);

impl<'a> Flights<'a> {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn start(&mut self, flight: BoxFuture<'a, Landed>) {
        self.0.push(flight);
    }

    /// The next batch that comes back; none where the timer is over first.
    pub(super) async fn next(&mut self, mut timer: Option<BoxFuture<'_, ()>>) -> Option<Landed> {
        poll_fn(|context| {
            for position in 0..self.0.len() {
                if let Poll::Ready(landed) = self.0[position].as_mut().poll(context) {
                    drop(self.0.swap_remove(position));
                    return Poll::Ready(Some(landed));
                }
            }
            timer.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(context).map(|()| None))
        })
        .await
    }
}
