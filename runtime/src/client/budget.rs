//! Budgets: client-side rate limits, so that the service does not have to throttle.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use http::Method;

use super::Shared;
use super::deadline::{Deadline, within};
use crate::base::{BoxFuture, is_read};

mod limits;
mod local;
#[cfg(feature = "redis")]
mod redis;

pub use self::local::Budget;
#[cfg(feature = "redis")]
pub use self::redis::{InvalidServerError, RedisBudget};

/// Counts requests, and says how long each has to wait for its turn.
///
/// [`Budget`] counts in this process; `RedisBudget`, with the feature `redis`, on a server that many
/// processes share. Implement this trait to count anywhere else. It needs no async runtime: an implementation
/// that does I/O may do it in a thread of its own, and the future only waits for the answer.
///
/// A limiter that cannot count, because its server is down, decides by itself what that means: it counts in
/// this process for the time being, or gives [`Reservation::uncounted`]. That is better than to fail, because
/// the service enforces its limits anyway: a request too many is answered by 429, and waits. The client
/// ends a call that is not answered by the request's deadline.
///
/// ```
/// use std::time::{Duration, Instant};
/// use graph_entity::transport::BoxFuture;
/// use graph_entity::{AccessToken, Budget, Client, PlannedRequest, RateLimiter, Reservation, TooLate};
///
/// /// Counts only writes.
/// struct Writes(Budget);
///
/// impl RateLimiter for Writes {
///     fn reserve<'a>(
///         &'a self,
///         requests: &'a [PlannedRequest<'a>],
///         now: Instant,
///         longest: Duration,
///     ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
///         if requests.iter().any(|request| request.is_write()) {
///             self.0.reserve(requests, now, longest)
///         } else {
///             Box::pin(std::future::ready(Ok(Reservation::uncounted())))
///         }
///     }
/// }
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .budget(Writes(Budget::intune()))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), graph_entity::Error>(())
/// ```
pub trait RateLimiter: Send + Sync + 'static {
    /// Reserves the first turn at which these requests can be sent together: one request, or those of a
    /// batch, which the service counts one by one.
    ///
    /// `now` is the time of the client's clock. `Err` if the turn would be later than `longest` from now: then
    /// nothing is reserved.
    fn reserve<'a>(
        &'a self,
        requests: &'a [PlannedRequest<'a>],
        now: Instant,
        longest: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>>;

    /// The same, if the limiter knows the turn without waiting for anything. The client asks here first,
    /// which costs a request less than a future, and calls [`reserve`](Self::reserve) after `None`, which is
    /// the default.
    fn reserve_now(
        &self,
        requests: &[PlannedRequest<'_>],
        now: Instant,
        longest: Duration,
    ) -> Option<Result<Reservation, TooLate>> {
        let _ = (requests, now, longest);
        None
    }
}

impl<T: RateLimiter + ?Sized> RateLimiter for Arc<T> {
    fn reserve<'a>(
        &'a self,
        requests: &'a [PlannedRequest<'a>],
        now: Instant,
        longest: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
        (**self).reserve(requests, now, longest)
    }

    fn reserve_now(
        &self,
        requests: &[PlannedRequest<'_>],
        now: Instant,
        longest: Duration,
    ) -> Option<Result<Reservation, TooLate>> {
        (**self).reserve_now(requests, now, longest)
    }
}

/// What a [`RateLimiter`] knows of a request.
#[derive(Debug, Clone, Copy)]
pub struct PlannedRequest<'a> {
    method: &'a Method,
    template: &'a str,
}

impl<'a> PlannedRequest<'a> {
    /// Describes a request of this method to this path, for tests of a limiter.
    pub fn new(method: &'a Method, template: &'a str) -> Self {
        Self { method, template }
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// The path with its placeholders, `/users/{userId}`.
    pub fn template(&self) -> &'a str {
        self.template
    }

    /// Whether the request may change something: with any method except GET and HEAD.
    pub fn is_write(&self) -> bool {
        !is_read(self.method)
    }
}

/// The turn of requests that were not sent yet. Gives itself back when it is dropped before they are.
#[must_use = "gives itself back when it is dropped"]
pub struct Reservation {
    wait: Duration,
    give_back: Option<Box<dyn FnOnce() + Send>>,
}

impl Reservation {
    /// A turn after this wait. `give_back` is called if the requests are not sent, and otherwise dropped.
    pub fn new(wait: Duration, give_back: impl FnOnce() + Send + 'static) -> Self {
        Self { wait, give_back: Some(Box::new(give_back)) }
    }

    /// The turn of requests that are not counted: at once.
    pub fn uncounted() -> Self {
        Self { wait: Duration::ZERO, give_back: None }
    }

    /// The time until the requests may be sent, counted from the reservation.
    pub fn wait(&self) -> Duration {
        self.wait
    }

    /// The turn of requests that two limiters count: after the longer wait. It gives both turns back, or
    /// keeps both.
    ///
    /// A limiter that asks two others, one for the tenant and one for the process, returns this. If the second
    /// has no turn in time, it drops the first one's, which gives it back.
    ///
    /// ```
    /// use std::time::Duration;
    /// use graph_entity::Reservation;
    ///
    /// let tenant = Reservation::new(Duration::from_secs(2), || println!("the tenant's turn is free again"));
    /// let process = Reservation::new(Duration::from_secs(3), || println!("the process's turn is free again"));
    /// assert_eq!(tenant.and(process).wait(), Duration::from_secs(3));
    /// ```
    pub fn and(mut self, mut other: Self) -> Self {
        let give_back: Option<Box<dyn FnOnce() + Send>> =
            match (self.give_back.take(), other.give_back.take()) {
                (Some(first), Some(second)) => Some(Box::new(move || {
                    first();
                    second();
                })),
                (first, second) => first.or(second),
            };
        Self { wait: self.wait.max(other.wait), give_back }
    }

    /// Keeps the turn: it is used up, and is not given back. The client calls this for a request that it sends.
    pub fn keep(mut self) {
        self.give_back = None;
    }
}

/// Dropping the future of a request that waits must not delay the requests after it.
impl Drop for Reservation {
    fn drop(&mut self) {
        if let Some(give_back) = self.give_back.take() {
            give_back();
        }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").field("wait", &self.wait).finish_non_exhaustive()
    }
}

/// The first free turn is later than the request can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooLate {
    /// The time until that turn. `None` if it is not known, or longer than a clock can count.
    pub wait: Option<Duration>,
}

impl TooLate {
    /// The first free turn comes after this time, if it is known.
    pub fn new(wait: Option<Duration>) -> Self {
        Self { wait }
    }
}

impl fmt::Display for TooLate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wait {
            Some(wait) => write!(f, "the next free turn comes after {:.1} s", wait.as_secs_f64()),
            None => f.write_str("no free turn was found in time"),
        }
    }
}

impl std::error::Error for TooLate {}

impl Shared {
    /// Waits until requests may be sent together. Returns the time of the wait beside the turn, or `None` if
    /// the client has no budget.
    pub(super) async fn wait_for_turn(
        &self,
        requests: &[PlannedRequest<'_>],
        deadline: Deadline,
    ) -> Result<Option<(Reservation, Duration)>, TooLate> {
        let Some(limiter) = &self.budget else { return Ok(None) };
        let start = self.clock.now();
        let known = match limiter.reserve_now(requests, start, deadline.left(start)) {
            Some(Ok(turn)) if turn.wait().is_zero() => return Ok(Some((turn, Duration::ZERO))),
            known => known,
        };
        // Boxed, so that a request that does not wait has no room for it.
        let turn = Box::pin(async move {
            let turn = match known {
                Some(turn) => turn?,
                None => self.ask(&**limiter, requests, start, deadline).await?,
            };
            if !turn.wait().is_zero() {
                self.clock.sleep(turn.wait()).await;
            }
            Ok(turn)
        });
        let turn = turn.await?;
        Ok(Some((turn, self.clock.now().saturating_duration_since(start))))
    }

    /// The turn that a limiter gives by its future.
    async fn ask(
        &self,
        limiter: &dyn RateLimiter,
        requests: &[PlannedRequest<'_>],
        now: Instant,
        deadline: Deadline,
    ) -> Result<Reservation, TooLate> {
        let longest = deadline.left(now);
        let turn = within(&*self.clock, longest, limiter.reserve(requests, now, longest)).await;
        let turn = turn.ok_or(TooLate { wait: None })??;
        // A limiter may have taken a while to answer.
        if turn.wait() > deadline.left(self.clock.now()) {
            return Err(TooLate { wait: Some(turn.wait()) });
        }
        Ok(turn)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    use super::*;

    #[test]
    fn a_turn_gives_itself_back_unless_it_is_kept() {
        let given_back = Arc::new(AtomicU32::new(0));
        let turn = || {
            let given_back = given_back.clone();
            Reservation::new(Duration::ZERO, move || {
                given_back.fetch_add(1, SeqCst);
            })
        };
        turn().keep();
        assert_eq!((given_back.load(SeqCst), Arc::strong_count(&given_back)), (0, 1));
        drop(turn());
        assert_eq!((given_back.load(SeqCst), Arc::strong_count(&given_back)), (1, 1));
        drop(Reservation::uncounted());
    }

    #[test]
    fn two_turns_are_kept_or_given_back_together() {
        let given_back = Arc::new(AtomicU32::new(0));
        let turn = |seconds| {
            let given_back = given_back.clone();
            Reservation::new(Duration::from_secs(seconds), move || {
                given_back.fetch_add(1, SeqCst);
            })
        };
        let both = turn(1).and(turn(2));
        assert_eq!((both.wait(), given_back.load(SeqCst)), (Duration::from_secs(2), 0));
        both.keep();
        assert_eq!((given_back.load(SeqCst), Arc::strong_count(&given_back)), (0, 1));
        drop(turn(1).and(turn(2)));
        assert_eq!(given_back.load(SeqCst), 2);
        drop(Reservation::uncounted().and(turn(1)));
        drop(turn(1).and(Reservation::uncounted()));
        assert_eq!((given_back.load(SeqCst), Arc::strong_count(&given_back)), (4, 1));
    }
}
