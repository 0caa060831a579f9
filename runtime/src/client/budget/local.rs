//! A budget that is counted in this process.

use core::fmt;
use core::future::ready;
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::limits::{Demand, Limits};
use super::{PlannedRequest, RateLimiter, Reservation, TooLate};
use crate::base::BoxFuture;

/// The maximum number of requests in a period of time. A request above the limit is delayed, not refused.
/// Clones share their count, so that one budget can serve several clients.
///
/// A budget counts only the requests of its own clients. Other programs of the same application use the same
/// limits of the service, which may then still answer 429. The client handles that by waiting. A
/// [`RateLimiter`] that several processes share avoids it.
///
/// # Deadlines
///
/// The wait counts against the [`deadline`](crate::Request::deadline) of the request, which is 400 seconds
/// unless the client or the request sets another. A request whose turn would come later fails at once, with an
/// error that says how long the wait would have been. A program that hands over all of its work at once, such
/// as 10,000 changes that take half an hour at Intune's limits, sets a deadline that is longer than the work:
///
/// ```
/// use std::time::Duration;
/// use graph_entity::{AccessToken, Budget, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .budget(Budget::intune())
///     .deadline(Duration::from_secs(60 * 60))
///     .build()?;
///
/// // At most 10 requests a second, of which 2 change something, whatever their address:
/// let own = Budget::new(Duration::from_secs(1), 10, 2);
/// # let _ = (client, own);
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Each attempt still ends at its [`timeout`](crate::Request::timeout), and retries at
/// [`max_retry_time`](crate::ClientBuilder::max_retry_time), which does not count the wait for the first turn.
/// A request whose future is dropped before its turn gives its place back.
///
/// # Margin
///
/// The service counts a request when it arrives, which takes one request longer than another. Two requests
/// that were sent a window apart may therefore arrive within one window. A budget that must cause no 429
/// needs a window that is longer than that of the service by this difference, as that of
/// [`intune`](Self::intune) is.
#[derive(Clone)]
pub struct Budget {
    pub(super) limits: Limits,
    granted: Arc<Mutex<Granted>>,
}

/// The times at which requests were sent in the last period, or will be sent, in order.
#[derive(Default)]
struct Granted {
    all: VecDeque<Instant>,
    writes: VecDeque<Instant>,
}

impl Budget {
    /// A limit of `requests` in any period of length `window`, of which at most `writes` change something
    /// (all methods except GET). A limit of zero counts as one.
    pub fn new(window: Duration, requests: u32, writes: u32) -> Self {
        // With a limit of zero, no request would ever be sent.
        let limits = Limits { window, all: requests.max(1), writes: writes.max(1), prefixes: &[] };
        Self { limits, granted: Arc::default() }
    }

    /// Intune's limits for one application in one tenant: 1,000 requests in 20 seconds, of which 100 change
    /// something, with a margin of half a second. Only paths below `/deviceManagement` and
    /// `/deviceAppManagement` are counted.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits", Intune.
    pub fn intune() -> Self {
        let mut budget = Self::new(Duration::from_millis(20_500), 1_000, 100);
        budget.limits.prefixes = &["/deviceManagement", "/deviceAppManagement"];
        budget
    }

    /// Reserves the first time at which these requests can be sent together.
    pub(super) fn take(
        &self,
        demand: Demand,
        now: Instant,
        longest: Duration,
    ) -> Result<Reservation, TooLate> {
        if demand.all == 0 {
            return Ok(Reservation::uncounted());
        }
        let mut granted = self.granted();
        let at = granted.first_turn(&self.limits, demand, now).ok_or(TooLate { wait: None })?;
        let wait = at.saturating_duration_since(now);
        if wait > longest {
            return Err(TooLate { wait: Some(wait) });
        }
        granted.insert(demand, at);
        drop(granted);
        let granted = self.granted.clone();
        let give_back = move || granted.lock().unwrap_or_else(PoisonError::into_inner).remove(demand, at);
        Ok(Reservation::new(wait, give_back))
    }

    fn granted(&self) -> MutexGuard<'_, Granted> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RateLimiter for Budget {
    fn reserve<'a>(
        &'a self,
        requests: &'a [PlannedRequest<'a>],
        now: Instant,
        longest: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
        Box::pin(ready(self.take(self.limits.demand(requests), now, longest)))
    }

    fn reserve_now(
        &self,
        requests: &[PlannedRequest<'_>],
        now: Instant,
        longest: Duration,
    ) -> Option<Result<Reservation, TooLate>> {
        Some(self.take(self.limits.demand(requests), now, longest))
    }
}

impl Granted {
    /// The earliest time at which the requests can be sent together. A write needs a place in both windows.
    /// `None` if there is none that an `Instant` can hold.
    fn first_turn(&mut self, limits: &Limits, demand: Demand, now: Instant) -> Option<Instant> {
        let Limits { window, all, writes, .. } = *limits;
        forget_before(&mut self.all, window, now);
        forget_before(&mut self.writes, window, now);
        let mut at = now;
        loop {
            let later = free(&self.all, all, demand.all, window, at)?;
            let later = free(&self.writes, writes, demand.writes, window, later)?;
            if later == at {
                return Some(at);
            }
            at = later;
        }
    }

    fn insert(&mut self, demand: Demand, at: Instant) {
        for (times, count) in [(&mut self.all, demand.all), (&mut self.writes, demand.writes)] {
            for _ in 0..count {
                // Most are the last ones. A search would cost each request more than the rest of its turn.
                if times.back().is_none_or(|last| *last <= at) {
                    times.push_back(at);
                } else {
                    times.insert(times.partition_point(|time| *time <= at), at);
                }
            }
        }
    }

    /// Removes as many of the equal times.
    fn remove(&mut self, demand: Demand, at: Instant) {
        for (times, count) in [(&mut self.all, demand.all), (&mut self.writes, demand.writes)] {
            for _ in 0..count {
                let place = times.partition_point(|time| *time < at);
                if times.get(place) == Some(&at) {
                    times.remove(place);
                }
            }
        }
    }
}

/// Forgets the times that limit no request any more.
fn forget_before(times: &mut VecDeque<Instant>, window: Duration, now: Instant) {
    let is_over = |time: &Instant| time.checked_add(window).is_some_and(|end| end <= now);
    while times.front().is_some_and(is_over) {
        times.pop_front();
    }
}

/// The earliest time, not before `from`, at which so many more requests exceed the limit in no window. `None`
/// if there is none that an `Instant` can hold. More requests than the limit have a window of their own.
///
/// Given back places leave holes, so this is not simply one window after the request that is `limit` places
/// back: as many requests as leave no room that lie within one window forbid the time around them.
fn free(
    times: &VecDeque<Instant>,
    limit: u32,
    count: u32,
    window: Duration,
    from: Instant,
) -> Option<Instant> {
    if count == 0 {
        return Some(from);
    }
    let others = usize::try_from(limit.saturating_sub(count)).unwrap_or(usize::MAX);
    let mut at = from;
    for (first, last) in times.iter().zip(times.iter().skip(others)) {
        // Later groups forbid later times only.
        if last.checked_sub(window).is_some_and(|start| at <= start) {
            break;
        }
        let is_full = last.saturating_duration_since(*first) < window;
        if is_full && first.checked_add(window).is_none_or(|end| at < end) {
            at = first.checked_add(window)?;
        }
    }
    Some(at)
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("window", &self.limits.window)
            .field("requests", &self.limits.all)
            .field("writes", &self.limits.writes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    /// The times at which a number of simultaneous requests are sent, in seconds.
    fn times(budget: &Budget, method: &Method, template: &str, start: Instant, count: usize) -> Vec<u64> {
        (0..count).map(|_| sent(budget, method, template, start).as_secs()).collect()
    }

    /// Sends a request, and returns how long it waits.
    fn sent(budget: &Budget, method: &Method, template: &str, now: Instant) -> Duration {
        let turn = reserved(budget, method, template, now, Duration::MAX).unwrap();
        let wait = turn.wait();
        turn.keep();
        wait
    }

    fn reserved(
        budget: &Budget,
        method: &Method,
        template: &str,
        now: Instant,
        longest: Duration,
    ) -> Result<Reservation, TooLate> {
        let demand = budget.limits.demand(&[PlannedRequest::new(method, template)]);
        budget.take(demand, now, longest)
    }

    fn waiting(budget: &Budget, now: Instant) -> Reservation {
        reserved(budget, &Method::PATCH, "/x", now, Duration::MAX).unwrap()
    }

    #[test]
    fn a_dropped_request_gives_its_place_back() {
        let budget = Budget::new(Duration::from_secs(1), 1, 1);
        let start = Instant::now();
        assert_eq!(times(&budget, &Method::PATCH, "/x", start, 1), [0]);
        drop((0..1_000).map(|_| waiting(&budget, start)).collect::<Vec<_>>());
        assert_eq!(times(&budget, &Method::PATCH, "/x", start, 2), [1, 2]);
        let [third, fourth, fifth] = [(); 3].map(|()| waiting(&budget, start));
        drop(fourth);
        assert_eq!(sent(&budget, &Method::GET, "/x", start).as_secs(), 4, "the hole");
        assert_eq!(sent(&budget, &Method::GET, "/x", start).as_secs(), 6);
        assert_eq!((third.wait().as_secs(), fifth.wait().as_secs()), (3, 5));
    }

    #[test]
    fn a_place_that_nobody_used_delays_nobody() {
        let budget = Budget::new(Duration::from_secs(10), 1, 1);
        let start = Instant::now();
        assert_eq!(times(&budget, &Method::PATCH, "/x", start, 1), [0]);
        drop(waiting(&budget, start));
        assert_eq!(sent(&budget, &Method::PATCH, "/x", start + Duration::from_secs(12)), Duration::ZERO);
    }

    #[test]
    fn a_turn_after_the_deadline_takes_no_place() {
        let budget = Budget::new(Duration::from_secs(10), 1, 1);
        let start = Instant::now();
        let within = |seconds| {
            let turn = reserved(&budget, &Method::GET, "/x", start, Duration::from_secs(seconds));
            turn.map(Reservation::keep)
        };
        let too_late = |seconds| Err(TooLate { wait: Some(Duration::from_secs(seconds)) });
        assert_eq!(times(&budget, &Method::GET, "/x", start, 1), [0]);
        assert_eq!(within(9), too_late(10));
        assert_eq!(within(10), Ok(()));
        assert_eq!(within(9), too_late(20));
    }

    #[test]
    fn the_longest_window_has_no_second_turn() {
        let budget = Budget::new(Duration::MAX, 1, 1);
        let now = Instant::now();
        assert_eq!(sent(&budget, &Method::GET, "/x", now), Duration::ZERO);
        let never = reserved(&budget, &Method::GET, "/x", now, Duration::MAX).err();
        assert_eq!(never, Some(TooLate { wait: None }));
        let instantly = Budget::new(Duration::ZERO, 1, 1);
        assert_eq!(times(&instantly, &Method::PATCH, "/x", now, 3), [0, 0, 0]);
    }

    #[test]
    fn a_request_too_many_waits_for_its_turn() {
        let budget = Budget::new(Duration::from_secs(10), 4, 2);
        let start = Instant::now();
        assert_eq!(times(&budget, &Method::PATCH, "/x", start, 5), [0, 0, 10, 10, 20]);
        // A read does not wait behind a write. Clones share the count.
        assert_eq!(times(&budget.clone(), &Method::GET, "/x", start, 5), [0, 0, 10, 10, 20]);
    }

    /// The requests of a batch are sent at one time, so they have their places at one time.
    #[test]
    fn requests_that_are_sent_together_have_one_turn() {
        let window = Duration::from_secs(10);
        let budget = Budget::new(window, 25, 20);
        let start = Instant::now();
        let send = |all, writes| {
            let turn = budget.take(Demand { all, writes }, start, Duration::MAX).unwrap();
            let wait = turn.wait();
            turn.keep();
            wait.as_secs()
        };
        assert_eq!((send(15, 15), send(6, 6), send(4, 4)), (0, 10, 0), "six writes do not fit");
        assert_eq!((send(6, 0), send(15, 10)), (0, 10));
        assert_eq!(send(50, 0), 20, "more than the limit");
        assert_eq!((send(1, 0), send(50, 50), send(0, 0)), (10, 30, 0));
        drop(budget.take(Demand { all: 9, writes: 9 }, start, Duration::MAX).unwrap());
        assert_eq!(send(9, 9), 40);
    }

    #[test]
    fn no_window_holds_more_than_the_limit() {
        let window = Duration::from_millis(100);
        let budget = Budget::new(window, 5, 3);
        let start = Instant::now();
        let (mut sent, mut now) = (Vec::new(), start);
        for number in 0..400_u32 {
            now += Duration::from_millis(u64::from(number * number % 37) / 2);
            let all = 1 + number % 7 / 2;
            let demand = Demand { all, writes: if number % 3 == 0 { all.min(2) } else { 0 } };
            let turn = budget.take(demand, now, Duration::MAX).unwrap();
            // Every fifth turn is dropped before it comes.
            if number % 5 != 0 {
                sent.push((now + turn.wait(), demand));
                turn.keep();
            }
        }
        for (from, _) in &sent {
            let inside = sent.iter().filter(|(time, _)| time >= from && *time < *from + window);
            let writes = inside.clone().map(|(_, demand)| demand.writes).sum::<u32>();
            assert!(inside.map(|(_, demand)| demand.all).sum::<u32>() <= 5 && writes <= 3);
        }
    }

    #[test]
    fn the_limits_of_intune_apply_only_to_intune() {
        let start = Instant::now();
        let budget = Budget::intune();
        let writes = times(&budget, &Method::PATCH, "/deviceManagement/deviceCategories/{id}", start, 101);
        assert_eq!((writes[99], writes[100]), (0, 20));
        assert_eq!(times(&budget, &Method::PATCH, "/deviceAppManagement/mobileApps", start, 1), [20]);
        for elsewhere in ["/users/{id}", "/deviceManagementX", "/"] {
            assert_eq!(times(&budget, &Method::PATCH, elsewhere, start, 1), [0], "{elsewhere}");
        }
    }
}
