//! A budget: a client-side rate limit, so that the service does not have to throttle.

use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use http::Method;

use crate::base::is_read;

/// The maximum number of requests in a period of time. A request above the limit is delayed, not refused.
/// Clones share their count, so that one budget can serve several clients.
///
/// A budget counts only the requests of its own clients. Other programs of the same application use the same
/// limits of the service, which may then still answer 429. The client handles that by waiting.
///
/// A request whose turn would come after its [`deadline`](crate::Request::deadline) fails at once. A request
/// whose future is dropped before its turn gives its place back.
///
/// ```
/// use std::time::Duration;
/// use graph_entity::{AccessToken, Budget, Client};
///
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .budget(Budget::intune())
/// # ;
/// # let client = client
///     .build()?;
///
/// // At most 10 requests a second, of which 2 change something, whatever their address:
/// let own = Budget::new(Duration::from_secs(1), 10, 2);
/// # let _ = (client, own);
/// # Ok::<(), graph_entity::Error>(())
/// ```
#[derive(Clone)]
pub struct Budget {
    window: Duration,
    all: usize,
    writes: usize,
    prefixes: &'static [&'static str],
    granted: Arc<Mutex<Granted>>,
}

/// The times at which requests were sent in the last period, or will be sent, in order.
#[derive(Default)]
struct Granted {
    all: VecDeque<Instant>,
    writes: VecDeque<Instant>,
}

/// The place of a request that has not been sent. Gives itself back when dropped.
pub(crate) struct Place {
    /// Taken when the request is sent.
    granted: Option<Arc<Mutex<Granted>>>,
    at: Instant,
    is_write: bool,
}

impl Budget {
    /// A limit of `requests` in any period of length `window`, of which at most `writes` change something
    /// (all methods except GET). A limit of zero counts as one.
    pub fn new(window: Duration, requests: u32, writes: u32) -> Self {
        // With a limit of zero, no request would ever be sent.
        let at_least_one = |limit: u32| usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        Self {
            window,
            all: at_least_one(requests),
            writes: at_least_one(writes),
            prefixes: &[],
            granted: Arc::default(),
        }
    }

    /// Intune's limits for one application in one tenant: 1,000 requests in 20 seconds, of which 100 change
    /// something. Only paths below `/deviceManagement` and `/deviceAppManagement` are counted.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits", Intune.
    pub fn intune() -> Self {
        let prefixes = &["/deviceManagement", "/deviceAppManagement"];
        Self { prefixes, ..Self::new(Duration::from_secs(20), 1_000, 100) }
    }

    /// Reserves a place for a request, `None` if it is not counted. `Err` if the first free one is later than
    /// `limit` from now.
    pub(super) fn reserve(
        &self,
        method: &Method,
        template: &str,
        now: Instant,
        limit: Duration,
    ) -> Result<Option<Place>, TooLate> {
        if !self.counts(template) {
            return Ok(None);
        }
        let is_write = !is_read(method);
        let mut granted = self.granted();
        let Granted { all, writes } = &mut *granted;
        self.forget_before(all, now);
        self.forget_before(writes, now);
        let at = self.free_place(all, writes, is_write, now).ok_or(TooLate)?;
        if at.saturating_duration_since(now) > limit {
            return Err(TooLate);
        }
        insert(all, at);
        if is_write {
            insert(writes, at);
        }
        Ok(Some(Place { granted: Some(self.granted.clone()), at, is_write }))
    }

    /// The earliest time at which a request can be sent. A write needs a place in both windows.
    fn free_place(
        &self,
        all: &VecDeque<Instant>,
        writes: &VecDeque<Instant>,
        is_write: bool,
        now: Instant,
    ) -> Option<Instant> {
        let mut at = free(all, self.all, self.window, now)?;
        if !is_write {
            return Some(at);
        }
        loop {
            let later = free(writes, self.writes, self.window, at)?;
            if later == at {
                return Some(at);
            }
            at = free(all, self.all, self.window, later)?;
        }
    }

    /// Forgets the times that limit no request any more.
    fn forget_before(&self, times: &mut VecDeque<Instant>, now: Instant) {
        let is_over = |time: &Instant| time.checked_add(self.window).is_some_and(|end| end <= now);
        while times.front().is_some_and(is_over) {
            times.pop_front();
        }
    }

    fn granted(&self) -> MutexGuard<'_, Granted> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counts(&self, template: &str) -> bool {
        let below = |prefix: &&str| {
            template.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
        };
        self.prefixes.is_empty() || self.prefixes.iter().any(below)
    }
}

/// The first free place is later than the request can wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLate;

impl Place {
    /// The time until the request may be sent.
    pub(super) fn wait(&self, now: Instant) -> Duration {
        self.at.saturating_duration_since(now)
    }

    /// Keeps the place, because the request is sent.
    pub(super) fn keep(mut self) {
        self.granted = None;
    }
}

/// Dropping the future of a request that waits must not delay the requests after it.
impl Drop for Place {
    fn drop(&mut self) {
        let Some(granted) = self.granted.take() else { return };
        let mut granted = granted.lock().unwrap_or_else(PoisonError::into_inner);
        remove(&mut granted.all, self.at);
        if self.is_write {
            remove(&mut granted.writes, self.at);
        }
    }
}

/// The earliest time, not before `from`, at which one more request exceeds the limit in no window. `None` if
/// there is none that an `Instant` can hold.
///
/// Given back places leave holes, so this is not simply one window after the request that is `limit` places
/// back: as many requests as the limit that lie within one window forbid the time around them.
fn free(times: &VecDeque<Instant>, limit: usize, window: Duration, from: Instant) -> Option<Instant> {
    let mut at = from;
    for (first, last) in times.iter().zip(times.iter().skip(limit - 1)) {
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

fn insert(times: &mut VecDeque<Instant>, at: Instant) {
    let place = times.partition_point(|time| *time <= at);
    times.insert(place, at);
}

/// Removes one of the equal times.
fn remove(times: &mut VecDeque<Instant>, at: Instant) {
    let place = times.partition_point(|time| *time < at);
    if times.get(place) == Some(&at) {
        times.remove(place);
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("window", &self.window)
            .field("requests", &self.all)
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times at which a number of simultaneous requests are sent, in seconds.
    fn times(budget: &Budget, method: &Method, template: &str, start: Instant, count: usize) -> Vec<u64> {
        (0..count).map(|_| sent(budget, method, template, start).as_secs()).collect()
    }

    /// Sends a request, and returns how long it waits.
    fn sent(budget: &Budget, method: &Method, template: &str, now: Instant) -> Duration {
        let place = budget.reserve(method, template, now, Duration::MAX).unwrap();
        let wait = place.as_ref().map_or(Duration::ZERO, |place| place.wait(now));
        place.into_iter().for_each(Place::keep);
        wait
    }

    fn waiting(budget: &Budget, now: Instant) -> Place {
        budget.reserve(&Method::PATCH, "/x", now, Duration::MAX).unwrap().unwrap()
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
        assert_eq!((third.wait(start).as_secs(), fifth.wait(start).as_secs()), (3, 5));
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
            budget
                .reserve(&Method::GET, "/x", start, Duration::from_secs(seconds))
                .map(|place| place.is_some())
        };
        assert_eq!(times(&budget, &Method::GET, "/x", start, 1), [0]);
        assert_eq!(within(9), Err(TooLate));
        assert_eq!(within(10), Ok(true));
        assert_eq!(within(9), Err(TooLate));
    }

    #[test]
    fn the_longest_window_has_no_second_turn() {
        let budget = Budget::new(Duration::MAX, 1, 1);
        let now = Instant::now();
        assert_eq!(sent(&budget, &Method::GET, "/x", now), Duration::ZERO);
        assert_eq!(budget.reserve(&Method::GET, "/x", now, Duration::MAX).err(), Some(TooLate));
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

    #[test]
    fn no_window_holds_more_than_the_limit() {
        let window = Duration::from_millis(100);
        let budget = Budget::new(window, 5, 2);
        let start = Instant::now();
        let mut sent = Vec::new();
        for number in 0..400_u32 {
            let now = start + Duration::from_millis(u64::from(number * number % 37) + u64::from(number) * 3);
            let method = if number % 3 == 0 { Method::POST } else { Method::GET };
            let place = budget.reserve(&method, "/x", now, Duration::MAX).unwrap().unwrap();
            // Every fifth request is dropped while it waits.
            if number % 5 != 0 {
                sent.push((now + place.wait(now), method));
                place.keep();
            }
        }
        for (from, _) in &sent {
            let inside = sent.iter().filter(|(time, _)| time >= from && *time < *from + window);
            let writes = inside.clone().filter(|(_, method)| *method == Method::POST).count();
            assert!(inside.count() <= 5 && writes <= 2);
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
