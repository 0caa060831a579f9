//! `Edm.TimeOfDay`.

use core::fmt;
use core::hash::{Hash, Hasher};

use time::Time;

use super::ValueErrorKind;
use super::clock::{self, Precision};
use super::literal::{Comparable, Ordered};
use super::text::{Buffer, Cursor, text_type};

/// A time of day without a date or a zone, `Edm.TimeOfDay`: when a scan or a maintenance window starts.
///
/// The wire form is `12:00:05.5020000` ("OData JSON Format 4.01, Primitive Value"; the rule is
/// `timeOfDayValue` of the OData ABNF, in which seconds are optional). A value keeps the digits it was read
/// with and prints them again. A value made from a [`time::Time`] prints seven digits, as Graph does, and
/// more only if seven would lose precision.
///
/// `==`, `Hash` and the order are those of the time only: `12:00` equals `12:00:00.0000000`.
///
/// # Errors
/// Parsing returns a [`ParseError`](super::ParseError): [`ValueErrorKind::Form`] for `noon` or `9:00`,
/// [`ValueErrorKind::Range`] for `24:00:00` and for a leap second, [`ValueErrorKind::Precision`] for more
/// than the twelve digits of a second that OData allows.
///
/// ```
/// use graph_entity::TimeOfDay;
///
/// let start: TimeOfDay = "12:00:05.502".parse()?;
/// assert_eq!(start.to_string(), "12:00:05.502");
/// assert_eq!(TimeOfDay::from(start.as_time()).to_string(), "12:00:05.5020000");
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    time: Time,
    precision: Precision,
}

impl TimeOfDay {
    /// The start of a day: `00:00:00.0000000` on the wire.
    pub const MIDNIGHT: Self = Self {
        time: Time::MIDNIGHT,
        precision: Precision::Fraction { digits: Self::DIGITS, picoseconds: 0 },
    };

    /// The number of digits that Graph prints.
    const DIGITS: u8 = 7;

    /// The time as a [`time::Time`], to the nanosecond.
    pub const fn as_time(self) -> Time {
        self.time
    }

    /// The values that equality, hash and order are based on.
    fn key(self) -> (Time, u16) {
        (self.time, self.precision.picoseconds())
    }

    fn read(text: &str) -> Result<Self, ValueErrorKind> {
        let mut text = Cursor::new(text);
        let (time, precision) = clock::read(&mut text)?;
        text.end()?;
        Ok(Self { time, precision })
    }
}

text_type!(TimeOfDay, TimeOfDay::MIDNIGHT);

impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        let digits = match Precision::shortest(time) {
            Precision::Fraction { digits, .. } => digits.max(Self::DIGITS),
            Precision::Minute | Precision::Second => Self::DIGITS,
        };
        Self { time, precision: Precision::Fraction { digits, picoseconds: 0 } }
    }
}

impl From<TimeOfDay> for Time {
    fn from(value: TimeOfDay) -> Self {
        value.time
    }
}

impl Default for TimeOfDay {
    fn default() -> Self {
        Self::MIDNIGHT
    }
}

impl PartialEq for TimeOfDay {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TimeOfDay {}

impl Hash for TimeOfDay {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for TimeOfDay {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimeOfDay {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Buffer::new();
        clock::print(&mut out, self.time, self.precision);
        f.pad(out.as_str())
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Comparable for TimeOfDay {}
impl Ordered for TimeOfDay {}

#[cfg(test)]
mod tests {
    use super::super::Scalar;
    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    #[test]
    fn times_come_back_as_they_came() {
        for text in [
            "12:00:05.5020000",
            "00:00:00",
            "23:59:59.999999999",
            "07:30",
            "12:00:05.5",
            "12:00:00.000000000000",
            "12:00:00.999999999999",
            "12:00:00.0000000001",
        ] {
            let time: TimeOfDay = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(wire(&time), text);
            assert_eq!(format!("{time:?}"), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "noon",
            "9:00",
            "12",
            "12:",
            "12:0",
            "12:00:",
            "12:00:0",
            "12:00:00.",
            "12:00:00Z",
            "12:00.5",
            "-12:00",
            "１2:00",
        ] {
            assert_eq!(TimeOfDay::read(text), Err(ValueErrorKind::Form), "{text}");
        }
        for text in ["24:00", "24:00:00", "12:60:00", "23:59:60"] {
            assert_eq!(TimeOfDay::read(text), Err(ValueErrorKind::Range), "{text}");
        }
        assert_eq!(TimeOfDay::read("12:00:00.0000000000000"), Err(ValueErrorKind::Precision));
        assert_eq!(read_slot::<TimeOfDay>(Scalar::Int(12)), Err(ValueErrorKind::Type));
    }

    #[test]
    fn a_time_of_our_own_prints_seven_digits_or_what_it_needs() {
        let cases = [
            (0, "10:20:30.0000000"),
            (502_000_000, "10:20:30.5020000"),
            (1, "10:20:30.000000001"),
            (10, "10:20:30.00000001"),
        ];
        for (nanosecond, expected) in cases {
            let time = Time::from_hms_nano(10, 20, 30, nanosecond).unwrap();
            assert_eq!(TimeOfDay::from(time).to_string(), expected);
        }
        assert_eq!(TimeOfDay::default().to_string(), "00:00:00.0000000");
    }

    #[test]
    fn the_spelling_takes_no_part_in_a_comparison() {
        let read = |text| TimeOfDay::read(text).unwrap();
        assert_eq!(read("12:00"), read("12:00:00.0000000"));
        assert!(read("12:00:00.5") > read("12:00"));
        assert!(read("12:00:00.0000000001") > read("12:00"));
    }

    #[test]
    fn any_time_round_trips() {
        let mut random = Random::new();
        for _ in 0..2_000 {
            let time = random.time();
            assert_eq!(
                TimeOfDay::read(&TimeOfDay::from(time).to_string()).map(TimeOfDay::as_time),
                Ok(time),
                "{random}"
            );
        }
    }
}
