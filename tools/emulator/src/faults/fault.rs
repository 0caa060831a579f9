//! Faults that can be injected into the answers.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use time::{Month, OffsetDateTime, Weekday};

/// What happens to a single request instead of its answer, or beside it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Fault {
    /// No fault: the request is served.
    None,
    /// 429. The request is not served.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph throttling guidance".
    Throttled(RetryAfter),
    /// An error status from 400 to 599, in Graph's envelope. The request is not served. Any of them may have
    /// a `Retry-After`.
    Status(u16, RetryAfter),
    /// The request is served after this time, unless the client has disconnected by then.
    Stall(#[serde(deserialize_with = "seconds")] Duration),
    /// The connection is reset. The request is not served.
    Reset,
    /// The request is served, and the connection is reset before the response is sent.
    ResetAfterServing,
    /// The request is served, and the connection ends within the body of the response.
    Truncated,
    /// The HTML page of a proxy, with this status. The request is not served.
    Html(u16),
    /// 401 that challenges for a token with other claims, issued from now on. The request is not served. Its
    /// token is no longer accepted; any other accepted token satisfies the challenge: see
    /// [`Builder::token`](crate::Builder::token).
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    ClaimsChallenge,
    /// 400, as Intune answers at an address that is in its metadata but not served. The request is not
    /// served.
    NotServed,
}

/// Deserializes seconds, which may have a fraction.
fn seconds<'de, D: Deserializer<'de>>(text: D) -> Result<Duration, D::Error> {
    Duration::try_from_secs_f64(f64::deserialize(text)?).map_err(serde::de::Error::custom)
}

/// The header `Retry-After` of an answer that throttles.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RetryAfter {
    /// Whole seconds, as documented.
    Seconds(u32),
    /// Seconds with a fraction, as Graph was seen to send.
    Fraction(f64),
    /// The date this many seconds from now, as HTTP allows.
    Date(u32),
    /// No header, as is common on Intune.
    Missing,
}

impl RetryAfter {
    /// Returns the header's value, and the delay that it asks for.
    pub(crate) fn header(self) -> Option<(String, Duration)> {
        match self {
            Self::Seconds(seconds) => Some((seconds.to_string(), Duration::from_secs(seconds.into()))),
            Self::Fraction(seconds) => {
                let asked = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                Some((seconds.to_string(), asked))
            }
            Self::Date(seconds) => {
                let now = OffsetDateTime::now_utc();
                // A date has whole seconds, so the delay it asks for is up to a second shorter.
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
    fn a_date_is_an_imf_fixdate() {
        assert_eq!(imf_date(OffsetDateTime::UNIX_EPOCH), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
