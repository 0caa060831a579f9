//! What a batch needs from its client: the budget, the clock and the retry policy.

use core::time::Duration;
use std::borrow::Cow;
use std::time::SystemTime;

use http::{HeaderMap, Method};

use super::random;
use super::retry::{Attempt, RetryPolicy};
use super::retry_after::retry_after;
use super::{Client, Clock};

impl Client {
    /// Waits until each of the requests has its place in the budget. Graph counts the requests of a batch one
    /// by one.
    pub(crate) async fn keep_to_budget(&self, requests: &[(Method, Cow<'static, str>)]) {
        let shared = &*self.shared;
        let Some(budget) = &shared.budget else { return };
        let now = shared.clock.now();
        let waits = requests.iter().map(|(method, template)| budget.reserve(method, template, now));
        let wait = waits.max().unwrap_or_default();
        if !wait.is_zero() {
            shared.clock.sleep(wait).await;
        }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// The timeout of each attempt of a request that sets none.
    pub(crate) fn timeout(&self) -> Duration {
        self.shared.options.timeout
    }

    /// The delay before the next attempt, or `None` if the request must not be retried.
    pub(crate) fn next_delay(&self, attempt: &Attempt<'_>, no_retry: bool) -> Option<Duration> {
        let retry = self.shared.retry;
        let retry = if no_retry { RetryPolicy { max_attempts: 1, ..retry } } else { retry };
        retry.next_delay(attempt)
    }

    /// The delay that an answer asks for.
    pub(crate) fn retry_after(headers: &HeaderMap, body: &[u8], now: SystemTime) -> Option<Duration> {
        retry_after(headers, body, now)
    }

    /// A random number for backoff jitter.
    pub(crate) fn random() -> u64 {
        random::number()
    }
}
