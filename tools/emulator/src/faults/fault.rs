//! Answers that a service gives on a bad day, on demand.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_of_the_one_form() {
        assert_eq!(imf_date(OffsetDateTime::UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
