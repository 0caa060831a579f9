//! What a batch needs of its client: a place in its budget, the clock, and the rules for another try.

use core::time::Duration;
use std::borrow::Cow;
use std::time::SystemTime;

use http::{HeaderMap, Method};

use super::random;
use super::retry::{Attempt, RetryPolicy};
use super::retry_after::retry_after;
use super::{Client, Clock};

impl Client {
    /// Waits until each of these requests has its place in the client's budget: Graph counts those of a batch one by one.
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

    /// The longest time for each try of a request that sets none.
    pub(crate) fn timeout(&self) -> Duration {
        self.shared.options.timeout
    }

    /// How long to wait before another try; none where there is none, as after the first of a request that is sent `once`.
    pub(crate) fn next_delay(&self, attempt: &Attempt<'_>, no_retry: bool) -> Option<Duration> {
        let retry = self.shared.retry;
        let retry = if no_retry { RetryPolicy { max_attempts: 1, ..retry } } else { retry };
        retry.next_delay(attempt)
    }

    /// How long an answer asks to wait.
    pub(crate) fn retry_after(headers: &HeaderMap, body: &[u8], now: SystemTime) -> Option<Duration> {
        retry_after(headers, body, now)
    }

    /// Any number, to spread the waits that nobody dictates.
    pub(crate) fn random() -> u64 {
        random::number()
    }
}
