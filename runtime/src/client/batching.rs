//! What a batch needs from its client: the budget, the clock and the retry policy.

use core::time::Duration;
use std::borrow::Cow;
use std::time::SystemTime;

use http::{HeaderMap, Method, StatusCode};

use super::budget::{PlannedRequest, Reservation, TooLate};
use super::deadline::Deadline;
use super::random;
use super::retry::{Attempt, AttemptResult, RetryPolicy};
use super::retry_after::retry_after;
use super::trace::Trace;
use super::{Client, Clock};
use crate::base::Call;
use crate::request::RequestOptions;

impl Client {
    /// Waits until the requests may be sent together, and returns how long it has waited. Graph counts the
    /// requests of a batch one by one. `Err` if their turn comes after the deadline.
    pub(crate) async fn keep_to_budget(
        &self,
        requests: &[(Method, Cow<'static, str>)],
        deadline: Deadline,
    ) -> Result<Duration, TooLate> {
        let requests: Vec<_> =
            requests.iter().map(|(method, template)| PlannedRequest::new(method, template)).collect();
        let turn = self.shared.wait_for_turn(&requests, deadline).await?;
        let (turn, waited) = turn.unzip();
        turn.into_iter().for_each(Reservation::keep);
        Ok(waited.unwrap_or_default())
    }

    /// Counts the answer to a request in a batch.
    pub(crate) fn observe_answer(&self, status: StatusCode) {
        self.shared.observer.answer(status);
    }

    /// Reports the retry of a request in a batch.
    pub(crate) fn observe_retry(&self, call: &Call, result: AttemptResult, wait: Duration) {
        let reason = self.shared.observer.retry(call, result, wait);
        Trace::log_item_retry(&call.template, reason, wait);
    }

    /// The total time of a request.
    pub(crate) fn deadline(&self, options: &RequestOptions) -> Duration {
        self.shared.time_limit(options)
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
