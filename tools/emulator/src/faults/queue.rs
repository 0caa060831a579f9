//! The queue of faults.

use std::collections::VecDeque;
use std::time::Duration;

use crate::faults::fault::{Fault, RetryAfter};

/// The faults to come: first the queued ones, then random ones.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) next: VecDeque<Fault>,
    pub(crate) random: Option<RandomFaults>,
}

impl Faults {
    /// Takes the next fault. Random faults never revoke a client's only token.
    pub(crate) fn take(&mut self, has_spare_token: bool) -> Fault {
        if let Some(queued) = self.next.pop_front() {
            return queued;
        }
        let drawn = self.random.as_mut().map_or(Fault::None, RandomFaults::draw);
        if drawn == Fault::ClaimsChallenge && !has_spare_token { Fault::None } else { drawn }
    }
}

/// One fault of each kind, with waits that are short enough for tests.
const ALL: [Fault; 14] = [
    Fault::Throttled(RetryAfter::Seconds(0)),
    Fault::Throttled(RetryAfter::Fraction(0.01)),
    Fault::Throttled(RetryAfter::Date(0)),
    Fault::Throttled(RetryAfter::Missing),
    Fault::Status(500, RetryAfter::Missing),
    Fault::Status(503, RetryAfter::Fraction(0.01)),
    Fault::Status(504, RetryAfter::Missing),
    Fault::Stall(Duration::from_millis(20)),
    Fault::Reset,
    Fault::ResetAfterServing,
    Fault::Truncated,
    Fault::Html(502),
    Fault::ClaimsChallenge,
    Fault::NotServed,
];

/// Random faults. The same seed gives the same faults in the same order.
#[derive(Debug)]
pub(crate) struct RandomFaults {
    state: u64,
    percent: u8,
    faults: Vec<Fault>,
}

impl RandomFaults {
    pub(crate) fn new(seed: u64, percent: u8) -> Self {
        Self::among(seed, percent, ALL.into())
    }

    pub(crate) fn among(seed: u64, percent: u8, faults: Vec<Fault>) -> Self {
        // A xorshift generator never leaves the state 0, so the lowest bit is set.
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, percent, faults }
    }

    fn draw(&mut self) -> Fault {
        if self.next_below(100) >= u64::from(self.percent) {
            return Fault::None;
        }
        // No usize is wider than 64 bits.
        let at = self.next_below(self.faults.len().max(1) as u64);
        usize::try_from(at).ok().and_then(|at| self.faults.get(at)).cloned().unwrap_or(Fault::None)
    }

    /// xorshift64*.
    fn next_below(&mut self, bound: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        // The upper bits are the more random ones.
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_the_same_faults() {
        let draw = |seed| {
            let mut random = RandomFaults::new(seed, 30);
            (0..1_000).map(|_| random.draw()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let drawn = draw(0);
        assert!(ALL.iter().all(|fault| drawn.contains(fault)), "every kind comes");
        let share = drawn.iter().filter(|fault| **fault != Fault::None).count();
        assert!((200..400).contains(&share), "{share}");
    }

    #[test]
    fn random_faults_keep_the_only_token() {
        let taken = |has_spare| {
            let random = Some(RandomFaults::among(1, 100, vec![Fault::ClaimsChallenge]));
            Faults { next: VecDeque::from([Fault::ClaimsChallenge]), random }.two(has_spare)
        };
        assert_eq!(taken(true), [Fault::ClaimsChallenge, Fault::ClaimsChallenge]);
        assert_eq!(taken(false), [Fault::ClaimsChallenge, Fault::None], "what is asked for is done");
        assert_eq!(RandomFaults::among(1, 100, Vec::new()).draw(), Fault::None);
    }

    impl Faults {
        fn two(mut self, has_spare: bool) -> [Fault; 2] {
            [self.take(has_spare), self.take(has_spare)]
        }
    }
}
