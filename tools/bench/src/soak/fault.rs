//! What goes wrong on the way, and for which request.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

/// What becomes of one try of a request.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// How many of a hundred faults are this one.
    share: u64,
    /// Whether the write is made.
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
    /// The true one.
    Good,
    /// The true one, byte by byte in small pieces.
    InPieces,
    /// The true one; then the connection is closed without a word of that.
    ThenClosed,
    /// The true one up to the middle of its head.
    CutInHead,
    /// The true one up to the middle of its body.
    CutInBody,
    /// A whole answer with half a JSON text.
    HalfJson,
    /// Graph's error, and what it says of when to come back.
    Error(u16, RetryAfter),
    /// A page for people.
    Page(u16),
    /// What is not HTTP.
    Noise,
    /// None: the connection is reset.
    Reset,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum RetryAfter {
    Seconds(f64),
    Missing,
}

/// The time that the client of this reading gives each try.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

const NONE: Duration = Duration::ZERO;
const SHORT: Duration = Duration::from_millis(100);
/// Longer than the client waits.
const LONG: Duration = Duration::from_millis(750);

const HEALTHY: Fault = fault("none", 0, Served::AtOnce, NONE, Answer::Good);

const FAULTS: [Fault; 22] = [
    fault("429, Retry-After 0.02", 16, Served::Never, NONE, Answer::Error(429, RetryAfter::Seconds(0.02))),
    fault("429, Retry-After 1", 4, Served::Never, NONE, Answer::Error(429, RetryAfter::Seconds(1.0))),
    fault("429", 8, Served::Never, NONE, Answer::Error(429, RetryAfter::Missing)),
    fault("503, Retry-After 0.05", 8, Served::Never, NONE, Answer::Error(503, RetryAfter::Seconds(0.05))),
    fault("503", 4, Served::Never, NONE, Answer::Error(503, RetryAfter::Missing)),
    fault("500", 5, Served::Never, NONE, Answer::Error(500, RetryAfter::Missing)),
    fault("502, a page", 4, Served::Never, NONE, Answer::Page(502)),
    fault("504", 3, Served::Never, NONE, Answer::Error(504, RetryAfter::Missing)),
    fault("504, and served", 3, Served::AtOnce, NONE, Answer::Error(504, RetryAfter::Missing)),
    fault("200, a page", 2, Served::Never, NONE, Answer::Page(200)),
    fault("reset", 8, Served::Never, NONE, Answer::Reset),
    fault("reset, and served", 7, Served::AtOnce, NONE, Answer::Reset),
    fault("cut in the head", 4, Served::AtOnce, NONE, Answer::CutInHead),
    fault("cut in the body", 5, Served::AtOnce, NONE, Answer::CutInBody),
    fault("half a JSON text", 2, Served::AtOnce, NONE, Answer::HalfJson),
    fault("not HTTP", 2, Served::AtOnce, NONE, Answer::Noise),
    fault("stalled, never served", 2, Served::Never, LONG, Answer::Reset),
    fault("stalled, and served", 2, Served::AtOnce, LONG, Answer::Good),
    fault("stalled, and served late", 2, Served::Late, LONG, Answer::Good),
    fault("slow", 3, Served::AtOnce, SHORT, Answer::Good),
    fault("in pieces", 3, Served::AtOnce, NONE, Answer::InPieces),
    fault("closed behind the answer", 3, Served::AtOnce, NONE, Answer::ThenClosed),
];

const fn fault(name: &'static str, share: u64, served: Served, delay: Duration, answer: Answer) -> Fault {
    Fault { name, share, served, delay, answer }
}

/// What becomes of a connection that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Opening {
    Accepted,
    /// Reset before a byte is read.
    Reset,
    /// Nobody listens for a while.
    Outage,
}

/// Faults by a seed: the same one brings the same fault to the same try of the same request, whatever goes on at the
/// same time.
#[derive(Clone, Copy)]
pub(super) struct Chance {
    pub(super) seed: u64,
    /// So many of a hundred tries meet a fault.
    pub(super) percent: u64,
}

impl Chance {
    /// The fault of one try. Two requests in a thousand meet one at each: their trouble outlasts the client's patience.
    pub(super) fn fault(self, number: usize, attempt: u8) -> &'static Fault {
        let is_hard_luck = self.below(1_000, ("luck", number)) < 2;
        let percent = if is_hard_luck && self.percent > 0 { 100 } else { self.percent };
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

    /// What becomes of a connection: a third of the trouble of a try, since each brings several.
    pub(super) fn opening(self, connection: u64) -> Opening {
        match self.below(3_000, ("opening", connection)) {
            at if at < self.percent => Opening::Outage,
            at if at < 10 * self.percent => Opening::Reset,
            _ => Opening::Accepted,
        }
    }

    /// Whether a good answer holds the entity, or is 204.
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

    const CHANCE: Chance = Chance { seed: 7, percent: 12 };

    #[test]
    fn the_shares_are_of_a_hundred() {
        assert_eq!(FAULTS.iter().map(|fault| fault.share).sum::<u64>(), 100);
    }

    #[test]
    fn a_seed_brings_the_same_faults_and_another_seed_others() {
        let names = |seed| {
            let chance = Chance { seed, ..CHANCE };
            (0..1_000).map(|number| chance.fault(number, 0).name).collect::<Vec<_>>()
        };
        assert_eq!(names(7), names(7));
        assert_ne!(names(7), names(8));
    }

    #[test]
    fn every_fault_comes_and_about_as_many_as_asked_for() {
        let met: Vec<_> = (0..100_000).map(|number| CHANCE.fault(number, 0)).collect();
        assert!(FAULTS.iter().all(|fault| met.iter().any(|met| met.name == fault.name)));
        let share = met.iter().filter(|fault| **fault != &HEALTHY).count();
        assert!((11_000..13_500).contains(&share), "{share}");
        let openings: Vec<_> = (0..100_000).map(|connection| CHANCE.opening(connection)).collect();
        assert!(
            [Opening::Accepted, Opening::Reset, Opening::Outage].iter().all(|kind| openings.contains(kind))
        );
    }

    #[test]
    fn without_faults_there_are_none() {
        let calm = Chance { percent: 0, ..CHANCE };
        assert!((0..10_000).all(|number| calm.fault(number, 0) == &HEALTHY));
        assert!((0..10_000).all(|connection| calm.opening(connection) == Opening::Accepted));
    }

    #[test]
    fn a_stall_outlasts_the_client_and_a_slow_answer_does_not() {
        assert!(SHORT * 3 < PATIENCE && LONG > PATIENCE);
    }
}
