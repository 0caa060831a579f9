//! What a program can observe of a client: counters, and a function that is called before each retry.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;

use http::StatusCode;

use super::retry::AttemptResult;
use crate::base::Call;
use crate::transport::{Arrival, TransportErrorKind};

/// A retry that is about to happen, for [`ClientBuilder::on_retry`](crate::ClientBuilder::on_retry). It contains
/// no id of an entity and no token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Retry<'a> {
    /// The request, with its number of attempts so far.
    pub call: &'a Call,
    /// Why the client sends the request again.
    pub reason: RetryReason,
    /// The status of the last answer, if there was one.
    pub status: Option<StatusCode>,
    /// The delay before the next attempt is sent.
    pub wait: Duration,
}

/// Why the client sends a request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// 429 or 509: the caller has sent too many requests.
    Throttled,
    /// Another status after which the request may be repeated.
    Status,
    /// No byte of the request was sent.
    NotSent,
    /// The answer was lost, or came too late.
    NoAnswer,
    /// Graph refused the token, and the credential gave another one.
    TokenRefused,
    /// Graph asked for a token with other claims, and the credential gave one.
    Challenge,
}

impl RetryReason {
    /// The reason as one word in lower case, such as `throttled`.
    pub fn as_str(self) -> &'static str {
        match self {
            RetryReason::Throttled => "throttled",
            RetryReason::Status => "status",
            RetryReason::NotSent => "not_sent",
            RetryReason::NoAnswer => "no_answer",
            RetryReason::TokenRefused => "token_refused",
            RetryReason::Challenge => "challenge",
        }
    }

    fn of(result: AttemptResult) -> Self {
        match result {
            AttemptResult::Status(status, _) if is_throttled(status) => Self::Throttled,
            AttemptResult::Status(..) => Self::Status,
            AttemptResult::NotSent | AttemptResult::Permanent(Arrival::NotSent) => Self::NotSent,
            AttemptResult::Lost | AttemptResult::Permanent(Arrival::MayHaveArrived) => Self::NoAnswer,
        }
    }
}

impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a client and its clones have done so far. Returned by [`Client::counters`](crate::Client::counters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counters {
    /// HTTP requests, each with all its attempts. A batch is one.
    pub requests: u64,
    /// HTTP requests that were sent, each attempt by itself, and each redirect that was followed.
    pub attempts: u64,
    /// Requests that were sent again, each time by itself. Those in a batch count one by one.
    pub retries: u64,
    /// Answers that throttle, 429 and 509, to requests and to those in a batch.
    pub throttled: u64,
    /// The number of calls of the credential, answered or not.
    pub token_requests: u64,
    /// The number of claims challenges, answered or not.
    pub challenges: u64,
    /// The sum of all delays before retries.
    pub waited: Duration,
}

/// The function of [`ClientBuilder::on_retry`](crate::ClientBuilder::on_retry).
pub(super) type OnRetry = Box<dyn Fn(&Retry<'_>) + Send + Sync>;

/// Counts, and calls the function of the program.
#[derive(Default)]
pub(crate) struct Observer {
    on_retry: Option<OnRetry>,
    requests: AtomicU64,
    attempts: AtomicU64,
    retries: AtomicU64,
    throttled: AtomicU64,
    challenges: AtomicU64,
    waited_millis: AtomicU64,
}

impl Observer {
    pub(super) fn new(on_retry: Option<OnRetry>) -> Self {
        Self { on_retry, ..Self::default() }
    }

    pub(super) fn request(&self) {
        add(&self.requests, 1);
    }

    pub(super) fn attempt(&self) {
        add(&self.attempts, 1);
    }

    pub(super) fn challenge(&self) {
        add(&self.challenges, 1);
    }

    /// Counts an answer.
    pub(crate) fn answer(&self, status: StatusCode) {
        if is_throttled(status) {
            add(&self.throttled, 1);
        }
    }

    /// Reports a retry after a result, with the delay before it.
    pub(crate) fn retry(&self, call: &Call, result: AttemptResult, wait: Duration) -> RetryReason {
        let status = if let AttemptResult::Status(status, _) = result { Some(status) } else { None };
        let reason = RetryReason::of(result);
        self.retry_because(call, reason, status, wait);
        reason
    }

    /// Reports a retry.
    pub(super) fn retry_because(
        &self,
        call: &Call,
        reason: RetryReason,
        status: Option<StatusCode>,
        wait: Duration,
    ) {
        add(&self.retries, 1);
        add(&self.waited_millis, u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        if let Some(on_retry) = &self.on_retry {
            on_retry(&Retry { call, reason, status, wait });
        }
    }

    pub(super) fn counters(&self, token_requests: u64) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            requests: read(&self.requests),
            attempts: read(&self.attempts),
            retries: read(&self.retries),
            throttled: read(&self.throttled),
            token_requests,
            challenges: read(&self.challenges),
            waited: Duration::from_millis(read(&self.waited_millis)),
        }
    }
}

fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::Relaxed);
}

fn is_throttled(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 509)
}

/// The kind of a transport's error as one word, for `error.type`.
pub(super) fn error_type(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::Tls => "tls",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Broken => "broken",
        TransportErrorKind::TooLarge => "too_large",
        TransportErrorKind::Refused => "refused",
        TransportErrorKind::Other => "other",
    }
}
