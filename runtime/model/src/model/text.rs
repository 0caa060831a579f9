//! Helpers for types whose wire form is a JSON string: reading byte by byte, printing without allocation, and
//! the traits derived from the two.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de;

use super::{Edm, ParseError, ValueErrorKind};

/// The rest of a text, after the part that was read.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

/// The digits of a second after its decimal point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fraction {
    pub(super) nanoseconds: u32,
    /// The part that is finer than a nanosecond, less than 1,000.
    pub(super) picoseconds: u16,
    pub(super) digits: u8,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes() }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Skips a byte if it is the next one. Returns whether it was.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    pub(super) fn expect(&mut self, byte: u8) -> Result<(), ValueErrorKind> {
        if self.eat(byte) { Ok(()) } else { Err(ValueErrorKind::Form) }
    }

    pub(super) fn end(&self) -> Result<(), ValueErrorKind> {
        if self.rest.is_empty() { Ok(()) } else { Err(ValueErrorKind::Form) }
    }

    /// Skips all digits that come next and returns them. There may be none.
    pub(super) fn digits(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }

    /// Reads exactly two digits.
    pub(super) fn two(&mut self) -> Result<u8, ValueErrorKind> {
        match self.rest {
            [tens @ b'0'..=b'9', units @ b'0'..=b'9', rest @ ..] => {
                self.rest = rest;
                Ok((tens - b'0') * 10 + (units - b'0'))
            }
            _ => Err(ValueErrorKind::Form),
        }
    }

    /// Reads the digits of a second's fraction: at least one, and at most as many as OData allows.
    pub(super) fn fraction(&mut self) -> Result<Fraction, ValueErrorKind> {
        let digits = self.digits();
        match u8::try_from(digits.len()) {
            Ok(0) => Err(ValueErrorKind::Form),
            Ok(length @ 1..=MOST_DIGITS) => {
                let picoseconds = padded(&digits[digits.len().min(9)..], 3);
                let picoseconds = u16::try_from(picoseconds).map_err(|_| ValueErrorKind::Range)?;
                Ok(Fraction { nanoseconds: nanoseconds(digits), picoseconds, digits: length })
            }
            _ => Err(ValueErrorKind::Precision),
        }
    }
}

/// The maximum number of digits of a second's fraction.
///
/// Source: the rule `fractionalSeconds` of the OData ABNF.
const MOST_DIGITS: u8 = 12;

/// The whole nanoseconds of a second's fraction, which may have more digits.
pub(super) fn nanoseconds(digits: &[u8]) -> u32 {
    padded(&digits[..digits.len().min(9)], 9)
}

/// The value of some digits, padded with zeros on the right up to `width`.
fn padded(digits: &[u8], width: usize) -> u32 {
    let count = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    (digits.len()..width).fold(count, |count, _| count * 10)
}

/// The value of some digits.
pub(super) fn number(digits: &[u8]) -> Result<u64, ValueErrorKind> {
    if digits.is_empty() {
        return Err(ValueErrorKind::Form);
    }
    digits
        .iter()
        .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
        .ok_or(ValueErrorKind::Range)
}

/// A buffer on the stack for a short ASCII text. Large enough for every date, time and duration.
pub(super) struct Buffer {
    bytes: [u8; 48],
    len: usize,
}

impl Buffer {
    pub(super) fn new() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }

    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    pub(super) fn two(&mut self, value: u8) {
        self.push(b'0' + value / 10 % 10);
        self.push(b'0' + value % 10);
    }

    /// Writes a number, padded with zeros on the left up to `width`.
    pub(super) fn number(&mut self, value: u64, width: u32) {
        let length = value.checked_ilog10().unwrap_or(0) + 1;
        let mut unit = 10_u64.pow(length - 1);
        (length..width).for_each(|_| self.push(b'0'));
        while unit > 0 {
            self.push(digit(value / unit));
            unit /= 10;
        }
    }

    /// Writes the decimal point and the digits of a second's fraction.
    pub(super) fn fraction(&mut self, fraction: Fraction) {
        self.push(b'.');
        let mut rest = u64::from(fraction.nanoseconds) * 1_000 + u64::from(fraction.picoseconds);
        for _ in 0..fraction.digits {
            self.push(digit(rest / 100_000_000_000));
            rest = rest % 100_000_000_000 * 10;
        }
    }

    pub(super) fn as_str(&self) -> &str {
        // Only ASCII is ever pushed.
        core::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// The last digit of a number, as ASCII.
fn digit(value: u64) -> u8 {
    b"0123456789"[usize::try_from(value % 10).unwrap_or(0)]
}

impl Fraction {
    /// The fewest digits that represent the nanoseconds. Zero digits for a whole second.
    pub(super) fn shortest(nanoseconds: u32) -> Self {
        let (mut rest, mut digits) = (nanoseconds, 9);
        while digits > 0 && rest % 10 == 0 {
            rest /= 10;
            digits -= 1;
        }
        Self { nanoseconds, picoseconds: 0, digits }
    }
}

/// Implements the traits of a type whose wire form is a JSON string, from its `read(&str) -> Result<Self,
/// ValueErrorKind>` and its `Display`.
macro_rules! text_type {
    ($type:ident, $vacant:expr) => {
        impl $crate::model::Edm for $type {
            const KIND: $crate::model::Kind = $crate::model::Kind::$type;
            const VACANT: Self = $vacant;
        }

        impl $crate::model::Slot for $type {
            fn kind(&self) -> $crate::model::Kind {
                $crate::model::Kind::$type
            }

            fn assign(
                &mut self,
                value: $crate::model::Scalar<'_>,
            ) -> Result<(), $crate::model::ValueErrorKind> {
                let $crate::model::Scalar::Str(text) = value else {
                    return Err($crate::model::ValueErrorKind::Type);
                };
                *self = Self::read(text)?;
                Ok(())
            }

            fn view(&self) -> $crate::model::View<'_> {
                $crate::model::View::Text(self)
            }
        }

        impl ::core::str::FromStr for $type {
            type Err = $crate::model::ParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::read(text)
                    .map_err(|kind| $crate::model::ParseError::new($crate::model::Kind::$type, kind, text))
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $crate::model::ParseError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                writer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                reader.deserialize_str($crate::model::text::TextVisitor::new())
            }
        }
    };
}
pub(super) use text_type;

/// Reads such a type from any serde format.
pub(super) struct TextVisitor<T>(PhantomData<T>);

impl<T> TextVisitor<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: Edm + FromStr<Err = ParseError>> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a text of type {}", <T as Edm>::KIND)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_keeps_its_digits_or_is_refused() {
        let cases = [
            ("", Err(ValueErrorKind::Form)),
            ("5", Ok((500_000_000, 0, 1))),
            ("4418040", Ok((441_804_000, 0, 7))),
            ("000000001", Ok((1, 0, 9))),
            ("123456789000", Ok((123_456_789, 0, 12))),
            ("1234567891", Ok((123_456_789, 100, 10))),
            ("999999999999", Ok((999_999_999, 999, 12))),
            ("0000000000000", Err(ValueErrorKind::Precision)),
        ];
        for (text, expected) in cases {
            let read = Cursor::new(text)
                .fraction()
                .map(|found| (found.nanoseconds, found.picoseconds, found.digits));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_number_is_padded_and_never_cut() {
        for (value, width, expected) in
            [(0, 1, "0"), (7, 4, "0007"), (12_345, 4, "12345"), (u64::MAX, 1, "18446744073709551615")]
        {
            let mut out = Buffer::new();
            out.number(value, width);
            assert_eq!(out.as_str(), expected);
            assert_eq!(number(expected.as_bytes()), Ok(value));
        }
        assert_eq!(number(b"18446744073709551616"), Err(ValueErrorKind::Range));
    }

    #[test]
    fn a_full_buffer_takes_no_more() {
        let mut out = Buffer::new();
        (0..100).for_each(|_| out.two(42));
        assert_eq!(out.as_str(), "42".repeat(24));
    }
}
