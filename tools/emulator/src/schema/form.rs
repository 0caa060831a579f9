//! The primitive types whose values are texts of a defined form, such as a date: their names, lexical forms,
//! literals and order.
//!
//! Written from OData ABNF 4.01 and not shared with `graph-entity`: a server with its client's parser would
//! have the same bugs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::{Date, Month};

/// A primitive type whose values are texts of a defined form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Guid,
    Date,
    DateTimeOffset,
    TimeOfDay,
    Duration,
    Binary,
}

/// The key by which texts of the same form are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ComparisonKey {
    Text(String),
    Picoseconds(i128),
    Bytes(Vec<u8>),
}

impl Form {
    /// All forms. A word of a filter has the first form that fits it, so `DateTimeOffset` comes before
    /// `Date`: a timestamp starts with a date.
    pub(crate) const ALL: [Self; 6] =
        [Self::Guid, Self::DateTimeOffset, Self::Date, Self::TimeOfDay, Self::Duration, Self::Binary];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Guid => "Edm.Guid",
            Self::Date => "Edm.Date",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::TimeOfDay => "Edm.TimeOfDay",
            Self::Duration => "Edm.Duration",
            Self::Binary => "Edm.Binary",
        }
    }

    /// Whether a text is a value of the type as it is written in JSON.
    pub(crate) fn fits(self, text: &str) -> bool {
        match self {
            Self::Guid => is_guid(text),
            Self::Date => is_date(text),
            Self::DateTimeOffset => is_date_time_offset(text),
            Self::TimeOfDay => is_time_of_day(text),
            Self::Duration => is_duration(text),
            Self::Binary => is_base64(text),
        }
    }

    /// The prefix of its literals in a filter, as in `duration'PT1S'`. `None` if literals are bare.
    pub(crate) fn literal_prefix(self) -> Option<&'static str> {
        match self {
            Self::Duration => Some("duration"),
            Self::Binary => Some("binary"),
            Self::Guid | Self::Date | Self::DateTimeOffset | Self::TimeOfDay => None,
        }
    }

    /// Converts the text of a literal to the text of the same value in JSON.
    pub(crate) fn json_text(self, literal: String) -> String {
        if self == Self::Binary { plain_base64(&literal) } else { literal }
    }

    /// Whether a filter may compare values with `lt` and `gt`. Values of the other types can only be sorted.
    pub(crate) fn is_ordered(self) -> bool {
        !matches!(self, Self::Guid | Self::Binary)
    }

    /// The key by which a text is compared, or `None` if the text does not have the form.
    pub(crate) fn comparison_key(self, text: &str) -> Option<ComparisonKey> {
        use ComparisonKey::{Bytes, Picoseconds, Text};
        Some(match self {
            Self::Guid => Text(text.to_ascii_lowercase()),
            Self::Date => Text(text.to_owned()),
            Self::DateTimeOffset => Picoseconds(instant(text)?),
            Self::TimeOfDay => Picoseconds(picoseconds(text)?),
            Self::Duration => Picoseconds(duration(text)?),
            Self::Binary => Bytes(STANDARD.decode(text).ok()?),
        })
    }
}

/// Converts base64 of the URL alphabet, with or without padding, to padded base64 of the standard alphabet.
fn plain_base64(text: &str) -> String {
    let mut plain = text.replace('-', "+").replace('_', "/");
    while plain.len() % 4 > 1 {
        plain.push('=');
    }
    plain
}

const PICOSECONDS: i128 = 1_000_000_000_000;

/// Parses seconds into picoseconds, because a fraction has up to twelve digits.
fn seconds(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction: i128 = format!("{fraction:0<12}").get(..12)?.parse().ok()?;
    whole.parse::<i128>().ok()?.checked_mul(PICOSECONDS)?.checked_add(fraction)
}

/// The picoseconds since midnight.
fn picoseconds(text: &str) -> Option<i128> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) =
        (i128::from(parts.next()?.parse::<u32>().ok()?), i128::from(parts.next()?.parse::<u32>().ok()?));
    ((hours * 60 + minutes) * 60 * PICOSECONDS).checked_add(seconds(parts.next().unwrap_or("0"))?)
}

/// The picoseconds from Julian day 0 to an instant, in UTC.
fn instant(text: &str) -> Option<i128> {
    let (date, rest) = text.split_once(['T', 't'])?;
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at(zone);
    let offset = match offset.split_at_checked(1)? {
        ("+", offset) => picoseconds(offset)?,
        ("-", offset) => -picoseconds(offset)?,
        _ => 0,
    };
    Some(i128::from(date.to_julian_day()) * 86_400 * PICOSECONDS + picoseconds(time)? - offset)
}

/// The picoseconds of a duration. Cannot panic for a number of any length.
fn duration(text: &str) -> Option<i128> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut total = 0;
    let mut amount = String::new();
    for c in text.strip_prefix('P')?.chars() {
        let unit = match c {
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            'T' => continue,
            other => {
                amount.push(other);
                continue;
            }
        };
        let part = seconds(&std::mem::take(&mut amount))?.checked_mul(unit)?;
        total = part.checked_add(total)?;
    }
    Some(sign * total)
}

/// Whether a text is a `dateValue`: `2016-12-31`.
fn is_date(text: &str) -> bool {
    whole(text, date)
}

/// Whether a text is a `timeOfDayValue`: `12:00:05.5020000`, seconds optional.
fn is_time_of_day(text: &str) -> bool {
    whole(text, time_of_day)
}

/// Whether a text is a `dateTimeOffsetValue`: `2017-01-01T00:02:58.4418045-08:00`.
fn is_date_time_offset(text: &str) -> bool {
    whole(text, |rest| offset(time_of_day(date(rest)?.strip_prefix(['T', 't'])?)?))
}

/// Whether a text is a `durationValue`: `-P1DT2H3M4.5S`.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(text) = text.strip_prefix('P') else { return false };
    match text.split_once('T') {
        None => !text.is_empty() && units(text, "D"),
        Some((days, times)) => units(days, "D") && !times.is_empty() && units(times, "HMS"),
    }
}

/// Whether a text is a `guidValue`: 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether a text is base64 as Graph writes and reads it: with the standard alphabet and padding.
fn is_base64(text: &str) -> bool {
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4)
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn whole<'a>(text: &'a str, form: impl Fn(&'a str) -> Option<&'a str>) -> bool {
    form(text) == Some("")
}

/// Consumes a number with exactly this many digits, within bounds.
fn number(text: &str, digits: usize, bounds: std::ops::RangeInclusive<u32>) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let value = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    bounds.contains(&value).then_some((value, rest))
}

fn date(text: &str) -> Option<&str> {
    let (year, rest) = number(text, 4, 1..=9999)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2, 1..=12)?;
    let (_, rest) = number(rest.strip_prefix('-')?, 2, 1..=days(year, month))?;
    Some(rest)
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn time_of_day(text: &str) -> Option<&str> {
    let (_, rest) = number(text, 2, 0..=23)?;
    let (_, rest) = number(rest.strip_prefix(':')?, 2, 0..=59)?;
    let Some(seconds) = rest.strip_prefix(':') else { return Some(rest) };
    let (_, rest) = number(seconds, 2, 0..=59)?;
    let Some(fraction) = rest.strip_prefix('.') else { return Some(rest) };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=12).contains(&(fraction.len() - rest.len())).then_some(rest)
}

fn offset(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some(rest);
    }
    let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2, 0..=14)?;
    let (minutes, rest) = number(rest.strip_prefix(':')?, 2, 0..=59)?;
    (hours < 14 || minutes == 0).then_some(rest)
}

/// Whether a text is a series of amounts with units, each unit at most once and in order. Only seconds may
/// have a fraction.
fn units(mut text: &str, mut units: &str) -> bool {
    while !text.is_empty() {
        let Some(at) = text.find(|c: char| c.is_ascii_uppercase()) else { return false };
        let Some((_, later)) = units.split_once(&text[at..=at]) else { return false };
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match text[..at].split_once('.') {
            Some((whole, fraction)) => &text[at..=at] == "S" && is_number(whole) && is_number(fraction),
            None => is_number(&text[..at]),
        };
        if !fits {
            return false;
        }
        (text, units) = (&text[at + 1..], later);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_out_of_range_is_an_error() {
        let huge = format!("P{}D", "9".repeat(39));
        assert_eq!(duration(&huge), None, "no panic");
    }

    fn check(form: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(form(text), "{text}");
        }
        for text in wrong {
            assert!(!form(text), "{text}");
        }
    }

    #[test]
    fn dates_and_times() {
        check(
            is_date,
            &["2016-12-31", "0001-01-01", "2024-02-29", "2000-02-29"],
            &[
                "2023-02-29",
                "1900-02-29",
                "2016-13-01",
                "2016-1-01",
                "16-12-31",
                "2016-12-31Z",
                "",
                "é016-12-31",
            ],
        );
        check(
            is_time_of_day,
            &["12:00:05.5020000", "12:00", "23:59:59", "00:00:00.123456789012"],
            &["24:00:00", "12:60", "12", "12:00:60", "12:00:05.", "12:00:05.1234567890123", "1:00"],
        );
        check(
            is_date_time_offset,
            &[
                "2017-01-01T00:02:58.4418045-08:00",
                "0001-01-01T00:00:00Z",
                "2017-01-01t00:02z",
                "2017-01-01T00:02+14:00",
            ],
            &[
                "2017-01-01",
                "2017-01-01T00:02:58",
                "2017-01-01 00:02:58Z",
                "2017-01-01T00:02+14:01",
                "yesterday",
            ],
        );
    }

    #[test]
    fn durations_guids_and_base64() {
        check(
            is_duration,
            &["PT2M43.444327S", "-PT17.1357909S", "P1D", "P1DT2H", "PT0S", "+PT1H"],
            &[
                "", "P", "PT", "P1DT", "1D", "P1M", "PT1S2M", "PT1.5M", "PT.5S", "PT1.S", "P-1D", "PT1é",
                "P1H",
            ],
        );
        check(
            is_guid,
            &["7bd39c86-9c86-7bd3-869c-d37b869cd37b", "7BD39C86-9C86-7BD3-869C-D37B869CD37B"],
            &[
                "7bd39c869c867bd3869cd37b869cd37b",
                "{7bd39c86-9c86-7bd3-869c-d37b869cd37b}",
                "7bd39c86",
                "",
                "----",
            ],
        );
        check(
            is_base64,
            &["", "YQ==", "YWI=", "YWJj", "+/+/"],
            &["YQ", "YQ=", "YW=I", "Y===", "-_-_", "YWJj\n"],
        );
    }
}
