//! The total time of a request: the budget, the token, the attempts and the delays between them.

use core::future::poll_fn;
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::time::Instant;

use super::Clock;

/// When a request must have ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// `None` if it is later than an `Instant` can be.
    at: Option<Instant>,
    /// The time that the request was given.
    pub(crate) limit: Duration,
}

impl Deadline {
    pub(crate) fn new(start: Instant, limit: Duration) -> Self {
        Self { at: start.checked_add(limit), limit }
    }

    /// The time that is left.
    pub(crate) fn left(&self, now: Instant) -> Duration {
        self.at.map_or(Duration::MAX, |at| at.saturating_duration_since(now))
    }

    pub(crate) fn is_over(&self, now: Instant) -> bool {
        self.left(now).is_zero()
    }
}

/// Runs a future for at most this time. `None` if it does not end in time.
pub(super) async fn within<F: Future>(clock: &dyn Clock, time: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    // Started only if the future has to wait, which most do not.
    let mut timer = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        timer.get_or_insert_with(|| clock.timer(time)).as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(test)]
mod tests {
    use core::future::{pending, ready};

    use super::*;
    use crate::client::SystemClock;

    #[tokio::test]
    async fn a_future_that_never_ends_is_cut_short() {
        let time = Duration::from_millis(20);
        assert_eq!(within(&SystemClock, time, pending::<()>()).await, None);
        assert_eq!(within(&SystemClock, Duration::ZERO, ready(7)).await, Some(7));
        assert_eq!(within(&SystemClock, Duration::MAX, tokio::task::yield_now()).await, Some(()));
    }

    #[test]
    fn the_longest_time_has_no_end() {
        let now = Instant::now();
        assert_eq!(Deadline::new(now, Duration::MAX).left(now), Duration::MAX);
        let short = Deadline::new(now, Duration::from_secs(2));
        assert_eq!(short.left(now + Duration::from_secs(1)), Duration::from_secs(1));
        assert!(short.is_over(now + Duration::from_secs(3)));
    }
}
