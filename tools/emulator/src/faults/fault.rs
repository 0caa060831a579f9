//! Answers that a service gives on a bad day, on demand.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use time::{Month, OffsetDateTime, Weekday};

/// What becomes of one request, in the place of an answer to it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Fault {
    /// None: the request is served.
    None,
    /// 429, nothing served.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph throttling guidance".
    Throttled(RetryAfter),
    /// An error status, 400 to 599, in Graph's envelope; nothing served. 503 may carry a `Retry-After`.
    Status(u16, RetryAfter),
    /// The request is served after this time; not at all if the client has left by then.
    Stall(#[serde(deserialize_with = "seconds")] Duration),
    /// The connection is reset, nothing served.
    Reset,
    /// The request is served, and the connection reset before a word of that.
    ResetAfterServing,
    /// The request is served, and the connection ends within the answer's body.
    Truncated,
    /// The page of a proxy in between, with this status; nothing served.
    Html(u16),
    /// 401 that asks for a token with other claims, one issued from now on; nothing served. The request's token is not
    /// taken any more, and any other one that the emulator takes is an answer: see
    /// [`Builder::token`](crate::Builder::token).
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    ClaimsChallenge,
    /// 400, as Intune answers at an address that its metadata has and it does not; nothing served.
    NotServed,
}

/// A time as the text of a fault has it: seconds, which may have a fraction.
fn seconds<'de, D: Deserializer<'de>>(text: D) -> Result<Duration, D::Error> {
    Duration::try_from_secs_f64(f64::deserialize(text)?).map_err(serde::de::Error::custom)
}

/// What an answer says of when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RetryAfter {
    /// Whole seconds, as documented.
    Seconds(u32),
    /// Seconds with a fraction, as seen.
    Fraction(f64),
    /// The date that is so many seconds away, as HTTP allows.
    Date(u32),
    /// Nothing, as is common on Intune.
    Missing,
}

impl RetryAfter {
    /// The header's value, and the time it asks for from now on.
    pub(crate) fn header(self) -> Option<(String, Duration)> {
        match self {
            Self::Seconds(seconds) => Some((seconds.to_string(), Duration::from_secs(seconds.into()))),
            Self::Fraction(seconds) => {
                let asked = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                Some((seconds.to_string(), asked))
            }
            Self::Date(seconds) => {
                let now = OffsetDateTime::now_utc();
                // A date has whole seconds, so what it asks for is up to one less.
                let date = now + time::Duration::seconds(seconds.into());
                let asked = Duration::from_secs(seconds.into())
                    .saturating_sub(Duration::from_nanos(now.nanosecond().into()));
                Some((imf_date(date), asked))
            }
            Self::Missing => None,
        }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110, "Date/Time Formats".
fn imf_date(date: OffsetDateTime) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    let month = match date.month() {
        Month::January => "Jan",
        Month::February => "Feb",
        Month::March => "Mar",
        Month::April => "Apr",
        Month::May => "May",
        Month::June => "Jun",
        Month::July => "Jul",
        Month::August => "Aug",
        Month::September => "Sep",
        Month::October => "Oct",
        Month::November => "Nov",
        Month::December => "Dec",
    };
    let (hour, minute, second) = date.to_hms();
    format!("{weekday}, {:02} {month} {} {hour:02}:{minute:02}:{second:02} GMT", date.day(), date.year())
}

/// The faults to come: those that were asked for one by one, then those that chance brings.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) next: VecDeque<Fault>,
    pub(crate) chance: Option<Chance>,
}

impl Faults {
    /// The next one. Chance does not take away a client's only token.
    pub(crate) fn take(&mut self, has_spare_token: bool) -> Fault {
        if let Some(scripted) = self.next.pop_front() {
            return scripted;
        }
        let drawn = self.chance.as_mut().map_or(Fault::None, Chance::draw);
        if drawn == Fault::ClaimsChallenge && !has_spare_token { Fault::None } else { drawn }
    }
}

/// One of each kind, and short enough that a test does not wait.
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

/// Faults by a seed: the same seed brings the same faults in the same order.
#[derive(Debug)]
pub(crate) struct Chance {
    state: u64,
    percent: u8,
    faults: Vec<Fault>,
}

impl Chance {
    pub(crate) fn new(seed: u64, percent: u8) -> Self {
        Self::among(seed, percent, ALL.into())
    }

    pub(crate) fn among(seed: u64, percent: u8, faults: Vec<Fault>) -> Self {
        // Zero is the one state that xorshift never leaves.
        Self { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, percent, faults }
    }

    fn draw(&mut self) -> Fault {
        if self.below(100) >= u64::from(self.percent) {
            return Fault::None;
        }
        // No usize is wider than 64 bits.
        let at = self.below(self.faults.len().max(1) as u64);
        usize::try_from(at).ok().and_then(|at| self.faults.get(at)).cloned().unwrap_or(Fault::None)
    }

    /// xorshift64*.
    fn below(&mut self, bound: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_brings_the_same_faults() {
        let draw = |seed| {
            let mut chance = Chance::new(seed, 30);
            (0..1_000).map(|_| chance.draw()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let drawn = draw(0);
        assert!(ALL.iter().all(|fault| drawn.contains(fault)), "every kind comes");
        let share = drawn.iter().filter(|fault| **fault != Fault::None).count();
        assert!((200..400).contains(&share), "{share}");
    }

    #[test]
    fn chance_leaves_a_client_its_token() {
        let taken = |has_spare| {
            let chance = Some(Chance::among(1, 100, vec![Fault::ClaimsChallenge]));
            Faults { next: VecDeque::from([Fault::ClaimsChallenge]), chance }.two(has_spare)
        };
        assert_eq!(taken(true), [Fault::ClaimsChallenge, Fault::ClaimsChallenge]);
        assert_eq!(taken(false), [Fault::ClaimsChallenge, Fault::None], "what is asked for is done");
        assert_eq!(Chance::among(1, 100, Vec::new()).draw(), Fault::None);
    }

    impl Faults {
        fn two(mut self, has_spare: bool) -> [Fault; 2] {
            [self.take(has_spare), self.take(has_spare)]
        }
    }

    #[test]
    fn a_date_is_of_the_one_form() {
        assert_eq!(imf_date(OffsetDateTime::UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
