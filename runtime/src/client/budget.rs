//! A budget: how often a client lets itself send, so that the service need not refuse.

use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use http::Method;

use super::retry::is_read;

/// How many requests may go out in a span of time. A request too many waits for its turn before it is sent; none is
/// refused. Clones share what they count, so one budget can serve several clients.
///
/// A budget knows of its own clients alone: other programs under the same application use up the same limits, and then
/// the service still answers 429, which the client waits out.
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

/// The times at which requests were let go, or will be. At most as many as the limits.
#[derive(Default)]
struct Granted {
    all: VecDeque<Instant>,
    writes: VecDeque<Instant>,
}

impl Budget {
    /// In any span of this length at most so many requests, and among them so many that change something (all methods
    /// but GET). A limit of zero counts as one.
    pub fn new(window: Duration, requests: u32, writes: u32) -> Self {
        let at_least_one = |limit: u32| usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        Self {
            window,
            all: at_least_one(requests),
            writes: at_least_one(writes),
            prefixes: &[],
            granted: Arc::default(),
        }
    }

    /// What Intune allows one application in one tenant: 1,000 requests in 20 seconds, of which 100 change something. It
    /// counts the addresses below `/deviceManagement` and `/deviceAppManagement` alone.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph service-specific throttling limits", Intune.
    pub fn intune() -> Self {
        let prefixes = &["/deviceManagement", "/deviceAppManagement"];
        Self { prefixes, ..Self::new(Duration::from_secs(20), 1_000, 100) }
    }

    /// Takes a place for a request and says how long to wait for it. A place that is not used stays taken: whoever
    /// gives up waiting costs the others a little time, never the limit.
    pub(super) fn reserve(&self, method: &Method, template: &str, now: Instant) -> Duration {
        if !self.counts(template) {
            return Duration::ZERO;
        }
        let mut granted = self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        let Granted { all, writes } = &mut *granted;
        let mut at = now.max(self.free(all, self.all));
        if is_read(method) {
            take(all, self.all, at);
        } else {
            at = at.max(self.free(writes, self.writes));
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

    /// When the next place is free: a span after the one that is as many places back as the limit.
    fn free(&self, times: &VecDeque<Instant>, limit: usize) -> Instant {
        let oldest = times.front().filter(|_| times.len() >= limit);
        oldest.map_or_else(past, |time| *time + self.window)
    }
}

/// A time that `max` with any other drops.
fn past() -> Instant {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    *START
}

/// Notes a place; the order is kept, since a read may get one before a write that waits.
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
