//! Whether a request is retried, and when: a pure function of the attempts so far.

use core::time::Duration;

use http::{Method, StatusCode};

use super::status::{Repeat, StatusRule, Write};
use crate::transport::{Arrival, TransportError, TransportErrorKind};

/// The limits on retries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryPolicy {
    /// The maximum number of attempts, the first one included.
    pub(crate) max_attempts: u32,
    /// The maximum time from the start of the first attempt to the start of the last one.
    pub(crate) max_time: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 6, max_time: Duration::from_secs(5 * 60) }
    }
}

/// The result of an attempt, as far as a retry depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptResult {
    /// An answer with this status, and its row in the table.
    Status(StatusCode, StatusRule),
    /// No answer, and no byte of the request was sent.
    NotSent,
    /// No answer, and the request may have arrived.
    Lost,
    /// No answer, and a retry would fail in the same way.
    Permanent(Arrival),
}

impl AttemptResult {
    pub(crate) fn from_answer(status: StatusCode, body: &[u8]) -> Self {
        Self::Status(status, StatusRule::of(status, body))
    }

    pub(crate) fn from_transport_error(error: &TransportError) -> Self {
        match (error.kind(), error.arrival()) {
            (
                TransportErrorKind::Tls | TransportErrorKind::TooLarge | TransportErrorKind::Refused,
                arrival,
            ) => Self::Permanent(arrival),
            (_, Arrival::NotSent) => Self::NotSent,
            (_, Arrival::MayHaveArrived) => Self::Lost,
        }
    }

    /// Whether the service may have carried out the request although no answer says so.
    pub(crate) fn is_ambiguous(self) -> bool {
        match self {
            Self::Status(_, rule) => rule.write == Write::InDoubt,
            Self::Lost | Self::Permanent(Arrival::MayHaveArrived) => true,
            Self::NotSent | Self::Permanent(Arrival::NotSent) => false,
        }
    }

    /// Whether the next attempt should use a new connection: this one leads to a server that is busy, or what
    /// broke it may have broken the others of the pool, too.
    /// Source: Microsoft Graph, "Microsoft Graph error responses and resource types", 503 and 504.
    pub(crate) fn wants_new_connection(self) -> bool {
        match self {
            Self::Status(status, _) => matches!(status.as_u16(), 503 | 504),
            Self::Lost => true,
            Self::NotSent | Self::Permanent(_) => false,
        }
    }

    /// Which requests may be sent again.
    pub(crate) fn repeat(self) -> Repeat {
        match self {
            Self::NotSent => Repeat::All,
            Self::Lost => Repeat::Idempotent,
            Self::Permanent(_) => Repeat::Never,
            Self::Status(_, rule) => rule.repeat,
        }
    }
}

/// The attempts so far, from which the next delay is decided.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    pub(crate) method: &'a Method,
    /// Whether the user declares that the request may be sent twice.
    pub(crate) is_idempotent: bool,
    pub(crate) result: AttemptResult,
    /// The number of attempts so far.
    pub(crate) attempts: u32,
    /// The time since the start of the first attempt.
    pub(crate) elapsed: Duration,
    /// The delay that the service asked for.
    pub(crate) retry_after: Option<Duration>,
    /// A random number, for the jitter of delays that the service does not set.
    pub(crate) random: u64,
}

/// The maximum of the first backoff. It doubles with each attempt.
const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
/// The limit of the doubling.
const MAX_BACKOFF: Duration = Duration::from_secs(30);

impl RetryPolicy {
    /// The delay before the next attempt, or `None` if the request must not be retried.
    pub(crate) fn next_delay(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        let repeat = attempt.result.repeat();
        if attempt.attempts >= self.max_attempts || !repeat.allows(attempt.method, attempt.is_idempotent) {
            return None;
        }
        // A `Retry-After` of zero sets no delay, and an immediate retry would only add to the load.
        let retry_after = attempt.retry_after.filter(|retry_after| !retry_after.is_zero());
        let wait = retry_after.unwrap_or_else(|| backoff(attempt.attempts, attempt.random));
        let ends = attempt.elapsed.checked_add(wait)?;
        (ends <= self.max_time).then_some(wait)
    }
}

/// Exponential backoff with full jitter: a random delay from zero to the maximum.
///
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
fn backoff(attempts: u32, random: u64) -> Duration {
    let doubled = INITIAL_BACKOFF.saturating_mul(1 << (attempts.saturating_sub(1)).min(16)).min(MAX_BACKOFF);
    let millis = u64::try_from(doubled.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random % (millis + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy { max_attempts: 4, max_time: Duration::from_mins(1) };

    fn wait(method: &Method, result: AttemptResult) -> Option<Duration> {
        let attempt = Attempt {
            method,
            is_idempotent: false,
            result,
            attempts: 1,
            elapsed: Duration::ZERO,
            retry_after: None,
            random: 1_000,
        };
        POLICY.next_delay(&attempt)
    }

    fn status(code: u16) -> AttemptResult {
        let body = br#"{"error":{"code":"Code"}}"#;
        AttemptResult::from_answer(StatusCode::from_u16(code).unwrap(), body)
    }

    #[test]
    fn each_method_is_retried_after_the_right_results() {
        let all = [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::POST];
        let repeated =
            |result: AttemptResult| all.iter().filter(|method| wait(method, result).is_some()).count();
        for code in [429, 503, 509] {
            assert_eq!(repeated(status(code)), 5, "{code}");
        }
        assert_eq!(repeated(AttemptResult::NotSent), 5);
        for result in [status(408), status(502), status(504), AttemptResult::Lost] {
            assert_eq!(repeated(result), 4, "{result:?}");
            assert!(wait(&Method::POST, result).is_none());
        }
        assert_eq!(repeated(status(500)), 1);
        assert!(wait(&Method::GET, status(500)).is_some());
        for code in [200, 204, 304, 400, 401, 403, 404, 409, 410, 412, 423, 424, 499, 501, 505, 507] {
            assert_eq!(repeated(status(code)), 0, "{code}");
        }
        assert_eq!(repeated(AttemptResult::Permanent(Arrival::NotSent)), 0);
    }

    #[test]
    fn the_ceilings_hold() {
        let attempt = |attempts, elapsed, retry_after| {
            let seconds = Duration::from_secs;
            POLICY.next_delay(&Attempt {
                method: &Method::GET,
                is_idempotent: false,
                result: status(429),
                attempts,
                elapsed: seconds(elapsed),
                retry_after: Some(seconds(retry_after)),
                random: 1,
            })
        };
        assert_eq!(attempt(3, 50, 10), Some(Duration::from_secs(10)));
        assert_eq!(attempt(3, 51, 10), None);
        assert_eq!(attempt(4, 0, 1), None);
        assert_eq!(attempt(1, 0, 61), None);
        assert_eq!(attempt(1, u64::MAX, u64::MAX), None);
    }

    #[test]
    fn backing_off_doubles_up_to_a_ceiling() {
        let ceiling = |attempts| {
            (0..200_000).step_by(7).map(|random| backoff(attempts, random)).max().unwrap().as_secs_f64()
        };
        for (attempts, seconds) in [(1, 1.0), (2, 2.0), (3, 4.0), (5, 16.0), (6, 30.0), (200, 30.0)] {
            assert!((ceiling(attempts) - seconds).abs() < 0.01, "{attempts}");
        }
        assert_eq!(backoff(3, 0), Duration::ZERO);
    }

    #[test]
    fn a_lost_answer_is_ambiguous() {
        for result in [status(502), AttemptResult::Lost, AttemptResult::Permanent(Arrival::MayHaveArrived)] {
            assert!(result.is_ambiguous(), "{result:?}");
        }
        for result in [status(429), AttemptResult::NotSent, AttemptResult::Permanent(Arrival::NotSent)] {
            assert!(!result.is_ambiguous(), "{result:?}");
        }
    }
}
