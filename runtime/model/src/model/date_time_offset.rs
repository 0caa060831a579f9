//! `Edm.DateTimeOffset`.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use std::time::SystemTime;

use time::{OffsetDateTime, Time, UtcOffset};

use super::clock::{self, Precision};
use super::literal::{Comparable, Ordered};
use super::text::{Buffer, Cursor, text_type};
use super::{ValueErrorKind, date};

/// A point in time with a UTC offset, `Edm.DateTimeOffset`: the type of nearly every time in Microsoft Graph.
///
/// The wire form is `2017-01-01T00:02:58.4418045-08:00` ("OData JSON Format 4.01, Primitive Value"; the rule
/// is `dateTimeOffsetValue` of the OData ABNF). A value keeps the spelling it was read with and prints it
/// again: the number of digits, zeros included (`.4418040`), the absence of seconds, and `Z` as opposed to
/// `+00:00` and `-00:00`. A value made from a [`time::OffsetDateTime`] prints as many digits as it needs,
/// nine at most, and `Z` for UTC.
///
/// `==` compares the instant and the offset, not the spelling: `12:00Z` equals `12:00:00.000+00:00` and
/// differs from `13:00+01:00`. Values are ordered by instant, then by offset. To compare only instants,
/// compare what [`as_offset_date_time`](Self::as_offset_date_time) returns.
///
/// # Errors
/// Parsing returns a [`ParseError`](super::ParseError):
/// - [`ValueErrorKind::Form`] for a text of another form. The offset is required, and a blank does not
///   replace `T`. Lower-case `t` and `z` are read, and printed in upper case.
/// - [`ValueErrorKind::Range`] for a value that does not exist (month 13, 30 February) or that `time` does
///   not support: hour 24 and leap seconds (`:60`, which OData does not allow either).
/// - [`ValueErrorKind::Precision`] for more than the twelve digits of a second that OData allows.
///
/// ```
/// use graph_entity::DateTimeOffset;
/// use time::OffsetDateTime;
///
/// let seen: DateTimeOffset = "2017-01-01T00:02:58.4418040+00:00".parse()?;
/// assert_eq!(seen.to_string(), "2017-01-01T00:02:58.4418040+00:00");
/// assert_eq!(DateTimeOffset::from(seen.as_offset_date_time()).to_string(), "2017-01-01T00:02:58.441804Z");
/// assert_eq!(seen, DateTimeOffset::from(seen.as_offset_date_time()));
/// assert!(seen.as_offset_date_time() > OffsetDateTime::UNIX_EPOCH);
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    moment: OffsetDateTime,
    precision: Precision,
    utc: Utc,
}

/// How an offset of zero is written.
#[derive(Debug, Clone, Copy)]
enum Utc {
    /// `Z`
    Zulu,
    /// `+00:00`
    Plus,
    /// `-00:00`
    Minus,
}

impl DateTimeOffset {
    /// `0001-01-01T00:00:00Z`, which Graph sends for "never" where a property cannot be null.
    pub const NEVER: Self = Self {
        moment: OffsetDateTime::new_utc(date::FIRST, Time::MIDNIGHT),
        precision: Precision::Second,
        utc: Utc::Zulu,
    };

    /// Whether this is Graph's value for "never".
    ///
    /// ```
    /// # use graph_entity::DateTimeOffset;
    /// assert!("0001-01-01T00:00:00.0000000Z".parse::<DateTimeOffset>()?.is_never());
    /// # Ok::<(), graph_entity::model::ParseError>(())
    /// ```
    pub fn is_never(self) -> bool {
        self == Self::NEVER
    }

    /// The value as a [`time::OffsetDateTime`], to the nanosecond.
    pub const fn as_offset_date_time(self) -> OffsetDateTime {
        self.moment
    }

    pub(super) fn read(text: &str) -> Result<Self, ValueErrorKind> {
        let mut text = Cursor::new(text);
        let date = date::read(&mut text)?;
        if !text.eat(b'T') {
            text.expect(b't')?;
        }
        let (time, precision) = clock::read(&mut text)?;
        let (offset, utc) = read_offset(&mut text)?;
        text.end()?;
        Ok(Self { moment: OffsetDateTime::new_in_offset(date, time, offset), precision, utc })
    }

    /// The values that equality, hash and order are based on.
    fn key(&self) -> (OffsetDateTime, u16, i32) {
        (self.moment, self.precision.picoseconds(), self.moment.offset().whole_seconds())
    }
}

text_type!(DateTimeOffset, DateTimeOffset::NEVER);

fn read_offset(text: &mut Cursor<'_>) -> Result<(UtcOffset, Utc), ValueErrorKind> {
    if text.eat(b'Z') || text.eat(b'z') {
        return Ok((UtcOffset::UTC, Utc::Zulu));
    }
    let (sign, utc) = if text.eat(b'-') {
        (-1, Utc::Minus)
    } else {
        text.expect(b'+')?;
        (1, Utc::Plus)
    };
    let hours = text.two()?;
    text.expect(b':')?;
    let minutes = text.two()?;
    if hours > 23 || minutes > 59 {
        return Err(ValueErrorKind::Range);
    }
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    let offset = UtcOffset::from_whole_seconds(sign * seconds).map_err(|_| ValueErrorKind::Range)?;
    Ok((offset, utc))
}

fn print_offset(out: &mut Buffer, offset: UtcOffset, utc: Utc) {
    let (hours, minutes, _) = offset.as_hms();
    let negative = match utc {
        Utc::Zulu if offset.is_utc() => return out.push(b'Z'),
        Utc::Minus if offset.is_utc() => true,
        _ => offset.is_negative(),
    };
    out.push(if negative { b'-' } else { b'+' });
    out.two(hours.unsigned_abs());
    out.push(b':');
    out.two(minutes.unsigned_abs());
}

/// The same instant at an offset that OData can write: whole minutes, less than a day.
fn at_written_offset(moment: OffsetDateTime) -> OffsetDateTime {
    const DAY: i32 = 24 * 60 * 60;
    let seconds = moment.offset().whole_seconds();
    if seconds % 60 == 0 && seconds.abs() < DAY {
        return moment;
    }
    // Rounds towards UTC, or away from it in the last minute of the calendar, where the rounded time does not
    // exist.
    let towards = seconds.clamp(60 - DAY, DAY - 60) / 60 * 60;
    [towards, towards + seconds.signum() * 60, 0]
        .into_iter()
        .filter(|seconds| seconds.abs() < DAY)
        .filter_map(|seconds| UtcOffset::from_whole_seconds(seconds).ok())
        .find_map(|offset| moment.checked_to_offset(offset))
        .unwrap_or(moment)
}

/// An offset with seconds, or of a day and more, has no wire form. The value becomes the same instant at the
/// nearest offset that has one.
impl From<OffsetDateTime> for DateTimeOffset {
    fn from(moment: OffsetDateTime) -> Self {
        let moment = at_written_offset(moment);
        Self { moment, precision: Precision::shortest(moment.time()), utc: Utc::Zulu }
    }
}

/// # Panics
/// For a time before the year -9999 or after 9999, as in `time`.
impl From<SystemTime> for DateTimeOffset {
    fn from(moment: SystemTime) -> Self {
        OffsetDateTime::from(moment).into()
    }
}

impl From<DateTimeOffset> for OffsetDateTime {
    fn from(value: DateTimeOffset) -> Self {
        value.moment
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for DateTimeOffset {}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Buffer::new();
        date::print(&mut out, self.moment.date());
        out.push(b'T');
        clock::print(&mut out, self.moment.time(), self.precision);
        print_offset(&mut out, self.moment.offset(), self.utc);
        f.pad(out.as_str())
    }
}

impl fmt::Debug for DateTimeOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Comparable for DateTimeOffset {}
impl Ordered for DateTimeOffset {}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};

    use time::{Date, PrimitiveDateTime};

    use super::super::Scalar;
    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    fn parsed(text: &str) -> DateTimeOffset {
        DateTimeOffset::read(text).unwrap_or_else(|kind| panic!("{text}: {kind:?}"))
    }

    #[test]
    fn moments_come_back_as_they_came() {
        let texts = [
            "2017-01-01T00:02:58.4418045-08:00",
            "2017-01-01T00:02:58.4418040Z",
            "2017-01-01T00:02:58.44180+00:00",
            "2017-01-01T00:02:58.441804-00:00",
            "2017-01-01T00:02:58.0Z",
            "2017-01-01T00:02:58.123456789Z",
            "2017-01-01T00:02:58.123456789000Z",
            "2017-01-01T00:02:58.999999999999Z",
            "2017-01-01T00:02:58.1234567891-08:00",
            "2017-01-01T00:02:58Z",
            "2017-01-01T00:02+05:45",
            "2017-01-01T00:02:58-00:30",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999-14:00",
            "-9999-01-01T00:00:00+23:59",
        ];
        for text in texts {
            let moment: DateTimeOffset = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(wire(&moment), text);
            assert_eq!(format!("{moment:?}"), text);
        }
    }

    #[test]
    fn small_letters_are_read_and_printed_as_capitals() {
        assert_eq!(parsed("2017-01-01t00:02:58z").to_string(), "2017-01-01T00:02:58Z");
    }

    #[test]
    fn other_texts_are_refused() {
        let form = [
            "",
            "2017-01-01",
            "2017-01-01T00:02:58",
            "2017-01-01 00:02:58Z",
            "2017-01-01T00:02:58+0800",
            "2017-01-01T00:02:58+08",
            "2017-01-01T00:02:58.Z",
            "2017-01-01T00:02:58,5Z",
            "2017-01-01T00:02:58ZZ",
            "2017-01-01T00:02:58\u{2212}08:00",
            "/Date(1483228978000)/",
            "2017-01-01T0:02:58Z",
        ];
        let range = [
            "2017-13-01T00:02:58Z",
            "2017-02-29T00:02:58Z",
            "2017-01-01T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "2017-01-01T00:60:00Z",
            "2017-01-01T00:02:58+24:00",
            "2017-01-01T00:02:58+00:60",
            "123456789-01-01T00:00:00Z",
        ];
        for text in form {
            assert_eq!(DateTimeOffset::read(text), Err(ValueErrorKind::Form), "{text}");
        }
        for text in range {
            assert_eq!(DateTimeOffset::read(text), Err(ValueErrorKind::Range), "{text}");
        }
        assert_eq!(
            DateTimeOffset::read("2017-01-01T00:02:58.1234567890123Z"),
            Err(ValueErrorKind::Precision)
        );
        assert_eq!(read_slot::<DateTimeOffset>(Scalar::Int(1_483_228_978)), Err(ValueErrorKind::Type));
    }

    #[test]
    fn equality_is_that_of_instant_and_offset() {
        let hash = RandomState::new();
        let noon = parsed("2017-01-01T12:00Z");
        let same = parsed("2017-01-01T12:00:00.0000000+00:00");
        let elsewhere = parsed("2017-01-01T13:00:00+01:00");
        assert_eq!((noon, hash.hash_one(noon)), (same, hash.hash_one(same)));
        assert_eq!(noon.cmp(&same), Ordering::Equal);
        assert_ne!(noon, elsewhere);
        assert_eq!(noon.as_offset_date_time(), elsewhere.as_offset_date_time());
        assert!(noon < elsewhere && elsewhere < parsed("2017-01-01T12:00:00.1Z"));
        assert!(elsewhere < parsed("2017-01-01T12:00:00.000000000001Z"));
    }

    #[test]
    fn a_moment_of_our_own_prints_the_digits_it_needs() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (500_000_000, "1970-01-01T00:00:00.5Z"),
            (441_804_000, "1970-01-01T00:00:00.441804Z"),
            (1, "1970-01-01T00:00:00.000000001Z"),
        ];
        for (nanoseconds, expected) in cases {
            let moment = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap();
            assert_eq!(DateTimeOffset::from(moment).to_string(), expected);
        }
    }

    #[test]
    fn an_offset_that_cannot_be_written_is_moved_and_the_instant_stays() {
        let at = |date, time, seconds| {
            OffsetDateTime::new_in_offset(date, time, UtcOffset::from_whole_seconds(seconds).unwrap())
        };
        let last = PrimitiveDateTime::MAX;
        let first = PrimitiveDateTime::MIN;
        let cases = [
            (at(date::FIRST, Time::MIDNIGHT, 4 * 3_600 + 15), "0000-12-31T23:59:45+04:00"),
            (at(date::FIRST, Time::MIDNIGHT, -4 * 3_600 - 15), "0001-01-01T00:00:15-04:00"),
            (at(date::FIRST, Time::MIDNIGHT, 24 * 3_600), "0000-12-31T23:59:00+23:59"),
            (at(Date::MAX, last.time(), -30), "9999-12-31T23:59:29.999999999-00:01"),
            (at(Date::MIN, first.time(), 30), "-9999-01-01T00:00:30+00:01"),
        ];
        for (moment, expected) in cases {
            let value = DateTimeOffset::from(moment);
            assert_eq!(value.to_string(), expected);
            assert_eq!(value.as_offset_date_time(), moment);
        }
    }

    #[test]
    fn every_moment_can_be_printed() {
        for date in [Date::MIN, Date::MAX] {
            for seconds in [-93_599, -86_400, -59, 59, 86_399, 93_599] {
                let offset = UtcOffset::from_whole_seconds(seconds).unwrap();
                let moment = OffsetDateTime::new_in_offset(date, Time::MIDNIGHT, offset);
                assert!(!DateTimeOffset::from(moment).to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_moment_round_trips() {
        let mut random = Random::new();
        for _ in 0..2_000 {
            let moment = OffsetDateTime::new_in_offset(random.date(), random.time(), random.offset());
            let value = DateTimeOffset::from(moment);
            assert_eq!(DateTimeOffset::read(&value.to_string()), Ok(value), "{random}");
            assert_eq!(value.as_offset_date_time(), moment, "{random}");
        }
    }

    #[test]
    fn any_mutilated_text_is_read_or_refused() {
        let mut random = Random::new();
        for _ in 0..5_000 {
            let mut text = "2017-01-01T00:02:58.4418045-08:00".to_owned();
            let at = random.below(33) as usize;
            let with = char::from_u32(random.below(0x250)).unwrap_or('0');
            text.replace_range(at..=at, with.encode_utf8(&mut [0; 4]));
            if let Ok(value) = DateTimeOffset::read(&text) {
                assert_eq!(value.to_string(), text.to_ascii_uppercase(), "{random}");
            }
        }
    }

    #[test]
    fn serde_speaks_the_wire_form() {
        let text = "\"2017-01-01T00:02:58.4418040Z\"";
        let value: DateTimeOffset = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
}
