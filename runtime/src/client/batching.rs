//! What a batch needs of its client: one sending without retries, the clock, and the rules for another try.

use core::time::Duration;
use std::time::SystemTime;

use http::{HeaderMap, Method};

use super::random;
use super::retry::{RetryPolicy, Tried};
use super::retry_after::asked;
use super::{Client, Clock};
use crate::error::Error;
use crate::reply::Exchange;
use crate::request::Plan;

impl Client {
    /// Sends a request whose tries are the caller's affair, and gives the answer of any status. A refused token is
    /// replaced all the same. Each of `items` takes its place in the client's budget first: Graph counts them one by
    /// one.
    pub(crate) async fn exchange_once(
        &self,
        plan: Plan,
        items: &[(Method, &'static str)],
    ) -> Result<Exchange, Error> {
        let shared = &*self.shared;
        if let Some(budget) = &shared.budget {
            let now = shared.clock.now();
            let waits = items.iter().map(|(method, template)| budget.reserve(method, template, now));
            let wait = waits.max().unwrap_or_default();
            if !wait.is_zero() {
                shared.clock.sleep(wait).await;
            }
        }
        shared.exchange(&plan).await
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// The longest time for each try of a request that sets none.
    pub(crate) fn timeout(&self) -> Duration {
        self.shared.options.timeout
    }

    /// How long to wait before another try; none where there is none, as after the first of a request that is sent `once`.
    pub(crate) fn wait_after(&self, tried: &Tried<'_>, once: bool) -> Option<Duration> {
        let retry = self.shared.retry;
        let retry = if once { RetryPolicy { max_attempts: 1, ..retry } } else { retry };
        retry.wait(tried)
    }

    /// How long an answer asks to wait.
    pub(crate) fn asked(headers: &HeaderMap, body: &[u8], now: SystemTime) -> Option<Duration> {
        asked(headers, body, now)
    }

    /// Any number, to spread the waits that nobody dictates.
    pub(crate) fn random() -> u64 {
        random::number()
    }
}
