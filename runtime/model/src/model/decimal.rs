//! `Edm.Decimal`.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;
use std::borrow::Cow;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{self, Serialize, Serializer};
use serde_json::value::RawValue;

use super::literal::{Comparable, Ordered};
use super::text::Cursor;
use super::{Edm, Kind, ParseError, Scalar, Slot, ValueErrorKind, View};

/// A decimal number of any length, `Edm.Decimal`: an amount of money, an exchange rate.
///
/// The wire form is a JSON number. A JSON string is read too, as "OData JSON Format 4.01, Primitive Value"
/// allows for clients that ask for it. Binary numbers cannot hold every decimal, so the value keeps its
/// digits and prints them as they were received: `12.50` stays `12.50`. For arithmetic, pass
/// [`as_str`](Self::as_str) to a decimal crate, or use [`to_f64`](Self::to_f64) if an approximation is
/// enough.
///
/// `==`, `Hash` and the order are numeric: `12.50` equals `12.5` and `125e-1`.
///
/// The serde traits work only with `serde_json`, the one format that exposes the digits.
///
/// # Errors
/// Parsing returns a [`ParseError`]: [`ValueErrorKind::Form`] for a text that is not a JSON number (`+1`,
/// `.5`, `1.`, `007`, `NaN`), [`ValueErrorKind::Range`] for an exponent that does not fit in 32 bits.
///
/// ```
/// use graph_entity::Decimal;
///
/// let price: Decimal = "12.50".parse()?;
/// assert_eq!(price.as_str(), "12.50");
/// assert_eq!(price, "12.5".parse()?);
/// assert!(price > Decimal::from(12));
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Cow<'static, str>);

impl Decimal {
    /// Zero, `0` on the wire.
    pub const ZERO: Self = Self(Cow::Borrowed("0"));

    /// The digits as they were received, a JSON number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest double. Infinite if the number is outside the range of a double.
    pub fn to_f64(&self) -> f64 {
        // Every JSON number is also a Rust float literal.
        self.0.parse().unwrap_or(f64::NAN)
    }

    fn read(text: &str) -> Result<Self, ValueErrorKind> {
        Number::read(text).map(|_| Self(Cow::Owned(text.to_owned())))
    }

    fn from_double(value: f64) -> Result<Self, ValueErrorKind> {
        let number = serde_json::Number::from_f64(value).ok_or(ValueErrorKind::Range)?;
        Ok(Self(Cow::Owned(number.to_string())))
    }

    fn number(&self) -> Number<'_> {
        Number::read(&self.0).unwrap_or_default()
    }
}

/// A number without its spelling: 0.`digits` times ten to the power of `magnitude`. The digits are in two
/// pieces, which together neither start nor end with a zero.
#[derive(Debug, Clone, Copy, Default)]
struct Number<'a> {
    negative: bool,
    magnitude: i64,
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl<'a> Number<'a> {
    /// Parses a JSON number. Source of the grammar: RFC 8259, section 6.
    fn read(text: &'a str) -> Result<Self, ValueErrorKind> {
        let mut text = Cursor::new(text);
        let negative = text.eat(b'-');
        let whole = text.digits();
        if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
            return Err(ValueErrorKind::Form);
        }
        let fraction = if text.eat(b'.') { some(text.digits())? } else { &[] };
        let exponent = if text.eat(b'e') || text.eat(b'E') { read_exponent(&mut text)? } else { 0 };
        text.end()?;
        Ok(Self::normal(negative, whole, fraction, exponent))
    }

    fn normal(negative: bool, whole: &'a [u8], fraction: &'a [u8], exponent: i64) -> Self {
        let whole = trim_start(whole);
        let fraction = trim_end(fraction);
        let (magnitude, whole, fraction) = if whole.is_empty() {
            let trimmed = trim_start(fraction);
            (exponent - length(fraction) + length(trimmed), whole, trimmed)
        } else if fraction.is_empty() {
            (exponent + length(whole), trim_end(whole), fraction)
        } else {
            (exponent + length(whole), whole, fraction)
        };
        if whole.is_empty() && fraction.is_empty() {
            return Self::default();
        }
        Self { negative, magnitude, whole, fraction }
    }

    fn digits(self) -> impl Iterator<Item = u8> {
        self.whole.iter().chain(self.fraction).copied()
    }

    fn sign(self) -> i8 {
        match (self.negative, self.whole.is_empty() && self.fraction.is_empty()) {
            (_, true) => 0,
            (true, false) => -1,
            (false, false) => 1,
        }
    }

    fn cmp(self, other: Self) -> Ordering {
        let sizes = || self.magnitude.cmp(&other.magnitude).then_with(|| self.digits().cmp(other.digits()));
        self.sign().cmp(&other.sign()).then_with(|| if self.negative { sizes().reverse() } else { sizes() })
    }
}

fn some(digits: &[u8]) -> Result<&[u8], ValueErrorKind> {
    if digits.is_empty() { Err(ValueErrorKind::Form) } else { Ok(digits) }
}

fn read_exponent(text: &mut Cursor<'_>) -> Result<i64, ValueErrorKind> {
    let negative = text.eat(b'-');
    if !negative {
        text.eat(b'+');
    }
    let exponent = super::text::number(text.digits())?;
    let exponent = i32::try_from(exponent).map_err(|_| ValueErrorKind::Range)?;
    Ok(i64::from(if negative { -exponent } else { exponent }))
}

fn trim_start(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

fn trim_end(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|&&digit| digit == b'0').count();
    &digits[..digits.len() - zeros]
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

impl Edm for Decimal {
    const KIND: Kind = Kind::Decimal;
    const VACANT: Self = Decimal::ZERO;
}

impl Slot for Decimal {
    fn kind(&self) -> Kind {
        Kind::Decimal
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        *self = match value {
            Scalar::Digits(text) | Scalar::Str(text) => Self::read(text)?,
            Scalar::Int(value) => Self::from(value),
            Scalar::Float(value) => Self::from_double(value)?,
            Scalar::Null | Scalar::Bool(_) => return Err(ValueErrorKind::Type),
        };
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Digits(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::read(text).map_err(|kind| ParseError::new(Kind::Decimal, kind, text))
    }
}

impl TryFrom<&str> for Decimal {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

/// Keeps the shortest digits that parse to the same double. Fails for NaN and the infinities.
impl TryFrom<f64> for Decimal {
    type Error = ParseError;

    fn try_from(value: f64) -> Result<Self, ParseError> {
        Self::from_double(value).map_err(|kind| ParseError::new(Kind::Decimal, kind, &value.to_string()))
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => { $(
        impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self(Cow::Owned(value.to_string()))
            }
        }
    )* };
}
from_integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let number = self.number();
        (number.sign(), number.magnitude).hash(state);
        number.digits().for_each(|digit| digit.hash(state));
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().cmp(other.number())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.strip_prefix('-') {
            Some(digits) => f.pad_integral(false, "", digits),
            None => f.pad_integral(true, "", &self.0),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.as_ref().to_owned()).map_err(ser::Error::custom)?.serialize(writer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(reader)?;
        let text = raw.get();
        // A string needs no unescaping, because no character of a number is escaped.
        let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        digits.parse().map_err(de::Error::custom)
    }
}

impl Comparable for Decimal {}
impl Ordered for Decimal {}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};

    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    #[test]
    fn digits_come_back_as_they_came() {
        for text in
            ["0", "-0", "12.50", "-0.001", "1e5", "1E+05", "1.5e-300", "123456789012345678901234567890.0"]
        {
            for scalar in [Scalar::Digits(text), Scalar::Str(text)] {
                let decimal: Decimal = read_slot(scalar).unwrap();
                assert_eq!(wire(&decimal), text);
                assert_eq!(format!("{decimal:?}"), text);
            }
            let json: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&json).unwrap(), text);
        }
    }

    #[test]
    fn every_number_of_json_is_read() {
        assert_eq!(wire(&read_slot::<Decimal>(Scalar::Int(-42)).unwrap()), "-42");
        assert_eq!(wire(&read_slot::<Decimal>(Scalar::Float(0.1)).unwrap()), "0.1");
        assert_eq!(serde_json::from_str::<Decimal>("\"12.50\"").unwrap().as_str(), "12.50");
        assert_eq!(serde_json::from_value::<Decimal>(serde_json::json!(1.5)).unwrap().as_str(), "1.5");
    }

    #[test]
    fn other_texts_are_refused() {
        let form = [
            "", "-", "+1", ".5", "1.", "007", "-01", "1e", "1e+", "0x1", "1,5", "NaN", "INF", " 1", "1 ",
            "１", "1.5.1", "--1", "1_0",
        ];
        for text in form {
            assert_eq!(read_slot::<Decimal>(Scalar::Str(text)), Err(ValueErrorKind::Form), "{text}");
        }
        for text in ["1e2147483648", "1e99999999999999999999"] {
            assert_eq!(read_slot::<Decimal>(Scalar::Digits(text)), Err(ValueErrorKind::Range), "{text}");
        }
        assert_eq!(read_slot::<Decimal>(Scalar::Bool(true)), Err(ValueErrorKind::Type));
        assert_eq!(read_slot::<Decimal>(Scalar::Null), Err(ValueErrorKind::Type));
        assert!(Decimal::try_from(f64::NAN).is_err() && Decimal::try_from(f64::INFINITY).is_err());
        assert!(serde_json::from_str::<Decimal>("true").is_err());
        assert!(serde_json::from_str::<Decimal>("\"").is_err());
    }

    #[test]
    fn equality_and_hash_are_those_of_the_number() {
        let hash = RandomState::new();
        let same = [
            ["12.50", "12.5", "125e-1"],
            ["0", "-0.00", "0e7"],
            ["0.001", "1e-3", "0.00100"],
            ["100", "1e2", "1.00E+2"],
            ["-1200", "-1.2e3", "-0.12e4"],
        ];
        for texts in same {
            let [a, b, c] = texts.map(|text| Decimal::read(text).unwrap());
            assert!(a == b && b == c, "{texts:?}");
            assert!(
                hash.hash_one(&a) == hash.hash_one(&b) && hash.hash_one(&b) == hash.hash_one(&c),
                "{texts:?}"
            );
        }
    }

    #[test]
    fn the_order_is_that_of_the_number() {
        let ascending =
            ["-1e9", "-1.2", "-1.19", "-0.5", "0", "1e-9", "0.5", "0.51", "1", "1.2", "9", "10", "1e9"];
        let numbers = ascending.map(|text| Decimal::read(text).unwrap());
        assert!(numbers.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn a_double_keeps_its_value_and_its_order() {
        let mut random = Random::new();
        for _ in 0..2_000 {
            let [a, b] = [f64::from_bits(random.next()), f64::from_bits(random.next())];
            if let (Ok(x), Ok(y)) = (Decimal::try_from(a), Decimal::try_from(b)) {
                assert_eq!(x.to_f64().to_bits(), a.to_bits(), "{random}");
                assert_eq!(Some(x.cmp(&y)), a.partial_cmp(&b), "{random}");
            }
        }
    }

    #[test]
    fn widths_and_signs_are_formatted_as_for_other_numbers() {
        let price = Decimal::read("-12.50").unwrap();
        assert_eq!(format!("{price:>8}|{:+}|{price:.1}", Decimal::from(3)), "  -12.50|+3|-12.50");
    }
}
