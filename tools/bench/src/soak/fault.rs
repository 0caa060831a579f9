//! The faults of the server, and which attempt has which.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

/// How the server treats an attempt of a request.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// Its percentage of all faults.
    share: u64,
    /// Whether and when the write is made.
    pub(super) served: Served,
    /// The time before the answer.
    pub(super) delay: Duration,
    pub(super) answer: Answer,
}

/// When a write is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Served {
    Never,
    AtOnce,
    /// After the delay, whether or not the client is still there.
    Late,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    /// The correct answer.
    Good,
    /// The correct answer, in small pieces.
    InPieces,
    /// The correct answer, after which the connection is closed without `Connection: close`.
    ThenClosed,
    /// The correct answer up to the middle of its head.
    CutInHead,
    /// The correct answer up to the middle of its body.
    CutInBody,
    /// A complete answer with a truncated JSON text.
    HalfJson,
    /// An error of Graph with a status and `Retry-After`.
    Error(u16, RetryAfter),
    /// An HTML page.
    Page(u16),
    /// A redirect to the address of the request.
    Redirect(u16),
    /// 401: the token is not valid any more.
    Revoked,
    /// Bytes that are not HTTP.
    Noise,
    /// No answer: the connection is reset.
    Reset,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RetryAfter {
    Seconds(f64),
    Missing,
}

/// The client's timeout of each attempt.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(500);

const NONE: Duration = Duration::ZERO;
const SHORT: Duration = Duration::from_millis(100);
/// Longer than the client's timeout.
const LONG: Duration = Duration::from_millis(750);

const HEALTHY: Fault = fault("none", 0, Served::AtOnce, NONE, Answer::Good);

const FAULTS: [Fault; 34] = [
    fault("401, the token is revoked", 2, Served::Never, NONE, Answer::Revoked),
    fault("429, Retry-After 0.02", 8, Served::Never, NONE, Answer::Error(429, RetryAfter::Seconds(0.02))),
    fault("429, Retry-After 1", 4, Served::Never, NONE, Answer::Error(429, RetryAfter::Seconds(1.0))),
    fault("429", 5, Served::Never, NONE, Answer::Error(429, RetryAfter::Missing)),
    fault("503, Retry-After 0.05", 5, Served::Never, NONE, Answer::Error(503, RetryAfter::Seconds(0.05))),
    fault("503", 3, Served::Never, NONE, Answer::Error(503, RetryAfter::Missing)),
    fault("500", 5, Served::Never, NONE, Answer::Error(500, RetryAfter::Missing)),
    fault("500, and served", 2, Served::AtOnce, NONE, Answer::Error(500, RetryAfter::Missing)),
    fault("408, and served", 2, Served::AtOnce, NONE, Answer::Error(408, RetryAfter::Missing)),
    fault("499, and served", 1, Served::AtOnce, NONE, Answer::Page(499)),
    fault("503, a page", 1, Served::Never, NONE, Answer::Page(503)),
    fault("503, a page, and served", 3, Served::AtOnce, NONE, Answer::Page(503)),
    fault("509, a page, and served", 1, Served::AtOnce, NONE, Answer::Page(509)),
    fault("507, and served", 1, Served::AtOnce, NONE, Answer::Error(507, RetryAfter::Missing)),
    fault("520, and served", 2, Served::AtOnce, NONE, Answer::Page(520)),
    fault("524, and served", 2, Served::AtOnce, NONE, Answer::Page(524)),
    fault("302, and served", 2, Served::AtOnce, NONE, Answer::Redirect(302)),
    fault("303, and served", 2, Served::AtOnce, NONE, Answer::Redirect(303)),
    fault("502, a page", 4, Served::Never, NONE, Answer::Page(502)),
    fault("504", 3, Served::Never, NONE, Answer::Error(504, RetryAfter::Missing)),
    fault("504, and served", 3, Served::AtOnce, NONE, Answer::Error(504, RetryAfter::Missing)),
    fault("200, a page", 2, Served::Never, NONE, Answer::Page(200)),
    fault("reset", 5, Served::Never, NONE, Answer::Reset),
    fault("reset, and served", 5, Served::AtOnce, NONE, Answer::Reset),
    fault("cut in the head", 4, Served::AtOnce, NONE, Answer::CutInHead),
    fault("cut in the body", 4, Served::AtOnce, NONE, Answer::CutInBody),
    fault("half a JSON text", 2, Served::AtOnce, NONE, Answer::HalfJson),
    fault("not HTTP", 2, Served::AtOnce, NONE, Answer::Noise),
    fault("stalled, never served", 2, Served::Never, LONG, Answer::Reset),
    fault("stalled, and served", 2, Served::AtOnce, LONG, Answer::Good),
    fault("stalled, and served late", 2, Served::Late, LONG, Answer::Good),
    fault("slow", 3, Served::AtOnce, SHORT, Answer::Good),
    fault("in pieces", 3, Served::AtOnce, NONE, Answer::InPieces),
    fault("closed after the answer", 3, Served::AtOnce, NONE, Answer::ThenClosed),
];

const fn fault(name: &'static str, share: u64, served: Served, delay: Duration, answer: Answer) -> Fault {
    Fault { name, share, served, delay, answer }
}

/// How the server treats a new connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Opening {
    Accepted,
    /// Reset before any byte is read.
    Reset,
    /// Reset, and no listener for a while.
    Outage,
}

/// How the credential answers a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TokenCall {
    pub(super) delay: Duration,
    pub(super) fails: bool,
}

/// Random faults by a seed. The same seed gives the same fault to the same attempt of the same request,
/// independent of the order in which requests arrive.
#[derive(Clone, Copy)]
pub(super) struct FaultPlan {
    pub(super) seed: u64,
    /// The percentage of attempts with a fault.
    pub(super) percent: u64,
}

impl FaultPlan {
    /// Returns the fault of an attempt. Two requests in a thousand have one at every attempt, so that the
    /// client gives up.
    pub(super) fn fault(self, number: usize, attempt: u8) -> &'static Fault {
        let always_fails = self.below(1_000, ("luck", number)) < 2;
        let percent = if always_fails && self.percent > 0 { 100 } else { self.percent };
        if self.below(100, ("whether", number, attempt)) >= percent {
            return &HEALTHY;
        }
        let mut at = self.below(100, ("which", number, attempt));
        let chosen = FAULTS.iter().find(|fault| {
            let is_it = at < fault.share;
            at = at.saturating_sub(fault.share);
            is_it
        });
        chosen.unwrap_or(&HEALTHY)
    }

    /// Returns the fault of an attempt with this token. Only one token in four is ever revoked: the others
    /// live as long as they say, so that a client that does not renew them is noticed.
    pub(super) fn fault_of(self, number: usize, attempt: u8, token: u32) -> &'static Fault {
        let fault = self.fault(number, attempt);
        let is_valid = self.below(4, ("revoked", token)) > 0;
        if fault.answer == Answer::Revoked && is_valid { &HEALTHY } else { fault }
    }

    /// Returns the fate of a connection. Faults are a third as frequent as at attempts, because a connection
    /// has several.
    pub(super) fn opening(self, connection: u64) -> Opening {
        match self.below(3_000, ("opening", connection)) {
            at if at < self.percent => Opening::Outage,
            at if at < 10 * self.percent => Opening::Reset,
            _ => Opening::Accepted,
        }
    }

    /// Returns how long the future of a request is polled before it is dropped, or `None` if it is not: one
    /// in a hundred is, before its first byte is sent or later, up to its second attempt.
    pub(super) fn dropped_after(self, number: usize) -> Option<Duration> {
        if self.percent == 0 || self.below(100, ("drop", number)) > 0 {
            return None;
        }
        Some(Duration::from_millis(match self.below(6, ("dropped after", number)) {
            0 => 0,
            1 => 1,
            2 => 3,
            3 => 20,
            4 => 150,
            _ => 700,
        }))
    }

    /// Returns how the credential answers a call: one in eight fails.
    pub(super) fn token_call(self, call: u32) -> TokenCall {
        let delay = Duration::from_millis(5 + self.below(100, ("token takes", call)));
        TokenCall { delay, fails: self.percent > 0 && self.below(8, ("token fails", call)) == 0 }
    }

    /// Returns whether the correct answer has the entity, or is 204 otherwise.
    pub(super) fn shows_entity(self, number: usize) -> bool {
        self.below(2, ("entity", number)) == 0
    }

    fn below(self, bound: u64, what: impl std::hash::Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.seed, what).hash(&mut hasher);
        hasher.finish() % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: FaultPlan = FaultPlan { seed: 7, percent: 12 };

    #[test]
    fn the_shares_sum_to_a_hundred() {
        assert_eq!(FAULTS.iter().map(|fault| fault.share).sum::<u64>(), 100);
    }

    #[test]
    fn the_same_seed_gives_the_same_faults_and_another_seed_different_ones() {
        let names = |seed| {
            let chance = FaultPlan { seed, ..PLAN };
            (0..1_000).map(|number| chance.fault(number, 0).name).collect::<Vec<_>>()
        };
        assert_eq!(names(7), names(7));
        assert_ne!(names(7), names(8));
    }

    #[test]
    fn every_fault_occurs_and_about_as_many_as_requested() {
        let met: Vec<_> = (0..100_000).map(|number| PLAN.fault(number, 0)).collect();
        assert!(FAULTS.iter().all(|fault| met.iter().any(|met| met.name == fault.name)));
        let share = met.iter().filter(|fault| **fault != &HEALTHY).count();
        assert!((11_000..13_500).contains(&share), "{share}");
        let openings: Vec<_> = (0..100_000).map(|connection| PLAN.opening(connection)).collect();
        assert!(
            [Opening::Accepted, Opening::Reset, Opening::Outage].iter().all(|kind| openings.contains(kind))
        );
    }

    #[test]
    fn one_request_in_a_hundred_is_dropped_and_at_every_time() {
        let dropped: Vec<_> = (0..100_000).filter_map(|number| PLAN.dropped_after(number)).collect();
        assert!((900..1_100).contains(&dropped.len()), "{}", dropped.len());
        for after in [0, 1, 3, 20, 150, 700].map(Duration::from_millis) {
            assert!(dropped.contains(&after), "{after:?}");
        }
        let calls: Vec<_> = (0..1_000).map(|call| PLAN.token_call(call)).collect();
        assert!((80..180).contains(&calls.iter().filter(|call| call.fails).count()));
    }

    #[test]
    fn some_tokens_are_never_revoked() {
        let revoked =
            |token| (0..5_000).any(|number| PLAN.fault_of(number, 0, token).answer == Answer::Revoked);
        let count = (1..=40).filter(|token| revoked(*token)).count();
        assert!((3..20).contains(&count), "{count}");
    }

    #[test]
    fn zero_percent_gives_no_faults() {
        let calm = FaultPlan { percent: 0, ..PLAN };
        assert!((0..10_000).all(|number| calm.fault(number, 0) == &HEALTHY));
        assert!((0..10_000).all(|number| calm.dropped_after(number).is_none()));
        assert!((0..1_000).all(|call| !calm.token_call(call).fails));
        assert!((0..10_000).all(|connection| calm.opening(connection) == Opening::Accepted));
    }

    #[test]
    fn a_stall_exceeds_the_timeout_and_a_slow_answer_does_not() {
        assert!(SHORT * 3 < ATTEMPT_TIMEOUT && LONG > ATTEMPT_TIMEOUT);
    }
}
