//! A budget: a client-side rate limit, so that the service does not have to throttle.

use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use http::Method;

use crate::base::is_read;

/// The maximum number of requests in a period of time. A request above the limit is delayed, not refused.
/// Clones share their count, so that one budget can serve several clients.
///
/// A budget counts only the requests of its own clients. Other programs of the same application use the same
/// limits of the service, which may then still answer 429. The client handles that by waiting.
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

/// The times at which requests were sent or will be sent. At most as many as the limits.
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

    /// Reserves a place for a request and returns the delay until it may be sent. A place that is not used
    /// stays reserved: a caller that stops waiting costs the others a little time, but the limit holds.
    pub(super) fn reserve(&self, method: &Method, template: &str, now: Instant) -> Duration {
        if !self.counts(template) {
            return Duration::ZERO;
        }
        let mut granted = self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        let Granted { all, writes } = &mut *granted;
        let mut at = self.free(all, self.all, now);
        if is_read(method) {
            take(all, self.all, at);
        } else {
            // A write needs a place in both windows, so the later of the two times counts.
            at = self.free(writes, self.writes, at);
            take(all, self.all, at);
            take(writes, self.writes, at);
        }
        at.saturating_duration_since(now)
    }

    fn counts(&self, template: &str) -> bool {
        let below = |prefix: &&str| {
            template.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
        };
        self.prefixes.is_empty() || self.prefixes.iter().any(below)
    }

    /// The earliest time from `now` on with a free place: one window after the request that is `limit` places
    /// back.
    fn free(&self, times: &VecDeque<Instant>, limit: usize, now: Instant) -> Instant {
        let oldest = times.front().filter(|_| times.len() >= limit);
        oldest.map_or(now, |time| now.max(*time + self.window))
    }
}

/// Inserts a time in order: a read may get an earlier place than a write that waits.
fn take(times: &mut VecDeque<Instant>, limit: usize, at: Instant) {
    let place = times.partition_point(|time| *time <= at);
    times.insert(place, at);
    if times.len() > limit {
        times.pop_front();
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
        (0..count).map(|_| budget.reserve(method, template, start).as_secs()).collect()
    }

    #[test]
    fn a_request_too_many_waits_for_its_turn() {
        let budget = Budget::new(Duration::from_secs(10), 4, 2);
        let start = Instant::now();
        assert_eq!(times(&budget, &Method::PATCH, "/x", start, 5), [0, 0, 10, 10, 20]);
        assert_eq!(times(&budget.clone(), &Method::GET, "/x", start, 1), [10], "clones share it");
    }

    #[test]
    fn no_window_holds_more_than_the_limit() {
        let window = Duration::from_millis(100);
        let budget = Budget::new(window, 5, 2);
        let start = Instant::now();
        let mut sent = Vec::new();
        for number in 0..200_u32 {
            let now = start + Duration::from_millis(u64::from(number * number % 37) + u64::from(number) * 3);
            let method = if number % 3 == 0 { Method::POST } else { Method::GET };
            sent.push((now + budget.reserve(&method, "/x", now), method));
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
