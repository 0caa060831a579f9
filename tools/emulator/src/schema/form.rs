//! The primitive types whose values are texts of a defined form, such as a date. To add a type, add it here
//! and its lexical form to `lexical`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::{Date, Month};

use crate::schema::lexical;

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
            Self::Guid => lexical::is_guid(text),
            Self::Date => lexical::is_date(text),
            Self::DateTimeOffset => lexical::is_date_time_offset(text),
            Self::TimeOfDay => lexical::is_time_of_day(text),
            Self::Duration => lexical::is_duration(text),
            Self::Binary => lexical::is_base64(text),
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
            Self::TimeOfDay => Picoseconds(time_of_day(text)?),
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
fn time_of_day(text: &str) -> Option<i128> {
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
        ("+", offset) => time_of_day(offset)?,
        ("-", offset) => -time_of_day(offset)?,
        _ => 0,
    };
    Some(i128::from(date.to_julian_day()) * 86_400 * PICOSECONDS + time_of_day(time)? - offset)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_out_of_range_is_an_error() {
        let huge = format!("P{}D", "9".repeat(39));
        assert_eq!(duration(&huge), None, "no panic");
    }
}
