//! A log of the requests that were asked to retry later, and of their retries.

use std::time::Duration;

use hyper::Method;
use tokio::time::Instant;

/// A request that was asked to retry later, and when it was retried.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and the query, still percent-encoded.
    pub target: String,
    /// The delay that `Retry-After` asked for, or `None` if the answer had none.
    pub retry_after: Option<Duration>,
    /// The time until a request with this method and target arrived again, or `None` if none has.
    pub waited: Option<Duration>,
}

impl Wait {
    /// Whether the client retried before the delay was over.
    pub fn is_too_early(&self) -> bool {
        matches!((self.retry_after, self.waited), (Some(retry_after), Some(waited)) if waited < retry_after)
    }
}

/// The number of waits that are kept.
const MAX_WAITS: usize = 10_000;

#[derive(Default)]
pub(crate) struct RetryLog {
    waits: Vec<(Instant, Wait)>,
}

impl RetryLog {
    /// Records the arrival of a request, which ends the wait of an equal one. Returns the wait if it was too
    /// short.
    pub(crate) fn record_arrival(&mut self, method: &Method, target: &str) -> Option<Wait> {
        let open = self.waits.iter_mut().find(|(_, wait)| {
            wait.waited.is_none() && wait.method == method.as_str() && wait.target == target
        });
        let (since, wait) = open?;
        wait.waited = Some(since.elapsed());
        wait.is_too_early().then(|| wait.clone())
    }

    /// Records that a request was asked to retry later.
    pub(crate) fn record_wait(&mut self, method: &Method, target: &str, retry_after: Option<Duration>) {
        let (method, target) = (method.to_string(), target.to_owned());
        if self.waits.len() >= MAX_WAITS {
            self.waits.remove(0);
        }
        self.waits.push((Instant::now(), Wait { method, target, retry_after, waited: None }));
    }

    pub(crate) fn waits(&self) -> Vec<Wait> {
        self.waits.iter().map(|(_, wait)| wait.clone()).collect()
    }
}
