//! `Edm.Duration`.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::ValueErrorKind;
use super::literal::{Comparable, Ordered};
use super::text::{Buffer, Cursor, Fraction, nanoseconds, number, text_type};

/// A length of time, `Edm.Duration`: how long a call lasted, how far ahead a reminder is.
///
/// The wire form is days, hours, minutes and seconds of ISO 8601 with a sign: `PT2M43.444327S`,
/// `-PT17.1357909S`, `P1DT2H` ("OData CSDL 4.01, Primitive Types"; the rule is `durationValue` of the OData
/// ABNF, which has no years, months or weeks). A value keeps the text it was read from and prints it again. A
/// value made from a number prints the largest units first and omits zeros. Zero is `PT0S`.
///
/// `==`, `Hash` and the order are those of the length: `PT24H` equals `P1D`.
///
/// # Errors
/// Parsing returns a [`ParseError`](super::ParseError): [`ValueErrorKind::Form`] for `P1Y`, `P1W`, `PT`,
/// `1:30` or lower-case letters, [`ValueErrorKind::Range`] for more than 2⁶³ seconds. A second may have any
/// number of digits.
///
/// ```
/// use graph_entity::Duration;
/// use std::time;
///
/// let call: Duration = "PT2M43.444327S".parse()?;
/// assert_eq!(time::Duration::try_from(call.clone()), Ok(time::Duration::from_micros(163_444_327)));
/// assert_eq!(call.to_string(), "PT2M43.444327S");
/// assert_eq!("PT24H".parse::<Duration>()?, "P1D".parse()?);
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Duration {
    value: time::Duration,
    /// The text it was read from, if it differs from the printed form of `value`.
    spelling: Option<Box<str>>,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Duration {
    /// No time at all: `PT0S` on the wire.
    pub const ZERO: Self = Self { value: time::Duration::ZERO, spelling: None };

    /// The length as a signed [`time::Duration`], to the nanosecond. Finer digits are truncated.
    pub const fn as_duration(&self) -> time::Duration {
        self.value
    }

    fn read(text: &str) -> Result<Self, ValueErrorKind> {
        let value = read(&mut Cursor::new(text))?;
        let mut canonical = Buffer::new();
        print(&mut canonical, value);
        let spelling = (canonical.as_str() != text).then(|| text.into());
        Ok(Self { value, spelling })
    }
}

text_type!(Duration, Duration::ZERO);

impl Duration {
    /// The digits of a second past the nanosecond, without trailing zeros. Such a value always keeps its
    /// text.
    fn finer(&self) -> &str {
        let text = self.spelling.as_deref().unwrap_or_default();
        let (_, fraction) = text.split_once('.').unwrap_or_default();
        fraction.get(9..).unwrap_or_default().trim_end_matches(|c: char| !matches!(c, '1'..='9'))
    }

    /// Whether the length is below zero, even by less than a nanosecond.
    fn is_negative(&self) -> bool {
        let text = self.spelling.as_deref().unwrap_or_default();
        self.value.is_negative() || text.starts_with('-') && !self.finer().is_empty()
    }
}

/// The units that may follow, each at most once and in this order.
const DATE_UNITS: &[(u8, u64)] = &[(b'D', DAY)];
const TIME_UNITS: &[(u8, u64)] = &[(b'H', HOUR), (b'M', MINUTE), (b'S', 1)];

fn read(text: &mut Cursor<'_>) -> Result<time::Duration, ValueErrorKind> {
    let negative = text.eat(b'-');
    if !negative {
        text.eat(b'+');
    }
    text.expect(b'P')?;
    let mut sum = Sum::default();
    sum.add_units(text, DATE_UNITS)?;
    if text.eat(b'T') {
        let parts = sum.parts;
        sum.add_units(text, TIME_UNITS)?;
        // `T` without a time unit is not a duration.
        if sum.parts == parts {
            return Err(ValueErrorKind::Form);
        }
    }
    text.end()?;
    sum.finish(negative)
}

#[derive(Default)]
struct Sum {
    /// Cannot overflow: the sum of four products of a `u64` and a factor below 100,000.
    seconds: i128,
    nanoseconds: u32,
    parts: u8,
}

impl Sum {
    fn add_units(&mut self, text: &mut Cursor<'_>, mut units: &[(u8, u64)]) -> Result<(), ValueErrorKind> {
        while text.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let count = text.digits();
            let fraction = if text.eat(b'.') { Some(text.digits()) } else { None };
            let at = units.iter().position(|&(letter, _)| text.eat(letter)).ok_or(ValueErrorKind::Form)?;
            let (_, length) = units[at];
            units = &units[at + 1..];
            match fraction {
                Some(fraction) if length != 1 || fraction.is_empty() => return Err(ValueErrorKind::Form),
                Some(fraction) => self.nanoseconds = nanoseconds(fraction),
                None => {}
            }
            self.seconds += i128::from(number(count)?) * i128::from(length);
            self.parts += 1;
        }
        Ok(())
    }

    fn finish(self, negative: bool) -> Result<time::Duration, ValueErrorKind> {
        if self.parts == 0 {
            return Err(ValueErrorKind::Form);
        }
        let sign = if negative { -1 } else { 1 };
        let seconds = i64::try_from(i128::from(sign) * self.seconds).map_err(|_| ValueErrorKind::Range)?;
        let nanoseconds = i32::try_from(self.nanoseconds).map_err(|_| ValueErrorKind::Range)?;
        Ok(time::Duration::new(seconds, sign * nanoseconds))
    }
}

fn print(out: &mut Buffer, value: time::Duration) {
    let seconds = value.whole_seconds().unsigned_abs();
    let fraction = Fraction::shortest(value.subsec_nanoseconds().unsigned_abs());
    if value.is_negative() {
        out.push(b'-');
    }
    out.push(b'P');
    print_unit(out, seconds / DAY, b'D');
    if value.is_zero() || !seconds.is_multiple_of(DAY) || fraction.digits > 0 {
        out.push(b'T');
    }
    print_unit(out, seconds % DAY / HOUR, b'H');
    print_unit(out, seconds % HOUR / MINUTE, b'M');
    if fraction.digits > 0 {
        out.number(seconds % MINUTE, 1);
        out.fraction(fraction);
        out.push(b'S');
    } else if value.is_zero() {
        out.push(b'0');
        out.push(b'S');
    } else {
        print_unit(out, seconds % MINUTE, b'S');
    }
}

fn print_unit(out: &mut Buffer, count: u64, letter: u8) {
    if count > 0 {
        out.number(count, 1);
        out.push(letter);
    }
}

impl From<time::Duration> for Duration {
    fn from(value: time::Duration) -> Self {
        Self { value, spelling: None }
    }
}

impl From<Duration> for time::Duration {
    fn from(duration: Duration) -> Self {
        duration.value
    }
}

/// Fails for more than 2⁶³ seconds.
impl TryFrom<core::time::Duration> for Duration {
    type Error = time::error::ConversionRange;

    fn try_from(value: core::time::Duration) -> Result<Self, Self::Error> {
        time::Duration::try_from(value).map(Self::from)
    }
}

/// Fails for a negative duration.
impl TryFrom<Duration> for core::time::Duration {
    type Error = time::error::ConversionRange;

    fn try_from(duration: Duration) -> Result<Self, Self::Error> {
        duration.value.try_into()
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Duration {}

impl Hash for Duration {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.value, self.is_negative(), self.finer()).hash(state);
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |duration: &Self| (duration.value, !duration.is_negative());
        key(self).cmp(&key(other)).then_with(|| {
            // Digits after a decimal point sort like text, and in reverse order below zero.
            let finer = self.finer().cmp(other.finer());
            if self.is_negative() { finer.reverse() } else { finer }
        })
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(spelling) = &self.spelling {
            return f.pad(spelling);
        }
        let mut out = Buffer::new();
        print(&mut out, self.value);
        f.pad(out.as_str())
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Comparable for Duration {}
impl Ordered for Duration {}

#[cfg(test)]
mod tests {
    use super::super::Scalar;
    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    fn seconds(value: i64) -> time::Duration {
        time::Duration::seconds(value)
    }

    #[test]
    fn durations_come_back_as_they_came() {
        let cases = [
            ("PT2M43.444327S", seconds(163) + time::Duration::microseconds(444_327)),
            ("-PT17.1357909S", seconds(-17) - time::Duration::nanoseconds(135_790_900)),
            ("P1DT2H", seconds(26 * 3_600)),
            ("PT0S", seconds(0)),
            ("PT0.5S", time::Duration::milliseconds(500)),
            ("PT1H0.5S", time::Duration::milliseconds(3_600_500)),
            ("P106751991167300DT15H30M7S", seconds(i64::MAX)),
            ("-P106751991167300DT15H30M8S", seconds(i64::MIN)),
            ("-P106751991167300DT15H30M8.999999999S", time::Duration::MIN),
        ];
        for (text, value) in cases {
            let duration: Duration = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(duration.as_duration(), value, "{text}");
            assert_eq!(wire(&duration), text);
            assert_eq!(duration.spelling, None, "{text}: kept twice");
        }
    }

    #[test]
    fn another_spelling_is_kept() {
        let cases = [
            ("P0D", 0),
            ("-PT0S", 0),
            ("+PT1S", 1),
            ("PT24H", 86_400),
            ("P007DT0H", 604_800),
            ("PT1.000000000000S", 1),
            ("PT1.00000000000000000S", 1),
        ];
        for (text, value) in cases {
            let duration: Duration = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(duration, Duration::from(seconds(value)));
            assert_eq!(wire(&duration), text);
            assert_eq!(format!("{duration:?}"), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let form = [
            "", "P", "PT", "P1DT", "P1Y", "P1M", "P1W", "P1Y2M3D", "1D", "PT1", "PT1D", "P1H", "PT1S1M",
            "PT1S1S", "PT1.S", "PT.5S", "PT1.5M", "P1.5D", "PT-1S", "--PT1S", "-+PT1S", "pt1s", "PT1s",
            "PT1S ", "1:30", "P1DT1H1D", "PT1,5S",
        ];
        for text in form {
            assert_eq!(Duration::read(text), Err(ValueErrorKind::Form), "{text}");
        }
        let range = ["P106751991167301D", "PT9223372036854775808S", "PT99999999999999999999S"];
        for text in range {
            assert_eq!(Duration::read(text), Err(ValueErrorKind::Range), "{text}");
        }
        assert_eq!(read_slot::<Duration>(Scalar::Int(17)), Err(ValueErrorKind::Type));
    }

    #[test]
    fn digits_beyond_the_nanosecond_are_kept_and_compared() {
        let read = |text: &str| Duration::read(text).unwrap_or_else(|kind| panic!("{text}: {kind:?}"));
        let ascending = [
            "-PT1.00000000011S",
            "-PT1.0000000001S",
            "-PT1S",
            "-PT0.00000000000000000001S",
            "PT0S",
            "PT0.00000000000000000001S",
            "PT0.0000000001S",
            "PT1S",
            "PT1.0000000001S",
            "PT1.00000000011S",
            "P11DT23H59M59.999999999S",
            "P11DT23H59M59.999999999999S",
        ];
        for pair in ascending.windows(2) {
            assert!(read(pair[0]) < read(pair[1]), "{pair:?}");
        }
        for text in ascending {
            assert_eq!(wire(&read(text)), text);
            assert_eq!(
                read(text),
                read(&text.replace('S', if text.contains('.') { "00S" } else { ".0S" })),
                "{text}"
            );
        }
        assert_eq!(read("-PT0S"), read("PT0S"));
        assert_eq!(read("PT0.9999999999S").as_duration(), time::Duration::nanoseconds(999_999_999));
    }

    #[test]
    fn std_durations_convert_where_they_fit() {
        let day = core::time::Duration::from_hours(24);
        assert_eq!(Duration::try_from(day).unwrap().to_string(), "P1D");
        assert!(Duration::try_from(core::time::Duration::MAX).is_err());
        assert_eq!(core::time::Duration::try_from(Duration::read("PT24H").unwrap()), Ok(day));
        assert!(core::time::Duration::try_from(Duration::read("-PT1S").unwrap()).is_err());
    }

    #[test]
    fn any_duration_round_trips() {
        let mut random = Random::new();
        for _ in 0..2_000 {
            let seconds = random.next().cast_signed() >> random.below(64);
            let nanoseconds = i32::try_from(random.below(1_000_000_000)).unwrap() * seconds.signum() as i32;
            let value = time::Duration::new(seconds, nanoseconds);
            assert_eq!(
                Duration::read(&Duration::from(value).to_string()).map(|read| read.as_duration()),
                Ok(value),
                "{random}"
            );
        }
    }
}
