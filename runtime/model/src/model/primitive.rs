//! Property types from the standard library, serde and `uuid`.
//!
//! Source of the wire forms: OData JSON Format 4.01 "Primitive Value". A string is read as a number for
//! `Edm.Int64`, whose values do not all fit a double, and for the doubles that JSON cannot write.

use std::num::IntErrorKind;

use serde_json::Value;
use uuid::Uuid;

use super::{Edm, Kind, Open, Scalar, Slot, ValueErrorKind, View};

impl Edm for String {
    const KIND: Kind = Kind::String;
    const VACANT: Self = String::new();
}

impl Slot for String {
    fn kind(&self) -> Kind {
        Kind::String
    }

    // Reached from each `Option<String>`, the type of most properties.
    #[inline]
    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Str(text) = value else {
            return Err(ValueErrorKind::Type);
        };
        *self = text.into();
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Str(self)
    }
}

impl Edm for bool {
    const KIND: Kind = Kind::Boolean;
    const VACANT: Self = false;
}

impl Slot for bool {
    fn kind(&self) -> Kind {
        Kind::Boolean
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Bool(value) = value else {
            return Err(ValueErrorKind::Type);
        };
        *self = value;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

macro_rules! number {
    ($type:ty, $kind:ident, $zero:literal, $read:expr, $view:expr) => {
        impl Edm for $type {
            const KIND: Kind = Kind::$kind;
            const VACANT: Self = $zero;
        }

        impl Slot for $type {
            fn kind(&self) -> Kind {
                Kind::$kind
            }

            fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
                *self = $read(value)?;
                Ok(())
            }

            fn view(&self) -> View<'_> {
                $view(*self)
            }
        }
    };
}

number!(u8, Byte, 0, integer, |value| View::Int(i64::from(value)));
number!(i8, SByte, 0, integer, |value| View::Int(i64::from(value)));
number!(i16, Int16, 0, integer, |value| View::Int(i64::from(value)));
number!(i32, Int32, 0, integer, |value| View::Int(i64::from(value)));
number!(i64, Int64, 0, integer_or_text, View::Int);
number!(f32, Single, 0.0, single, View::Single);
number!(f64, Double, 0.0, double, View::Float);

/// An integer in the range of its type. `1.0` is refused: OData never writes an integer with a fraction.
fn integer<T: TryFrom<i64>>(value: Scalar<'_>) -> Result<T, ValueErrorKind> {
    let value = match value {
        Scalar::Int(value) => value,
        // JSON's `-0`, which a parser returns as a double to keep the sign.
        Scalar::Float(value) if value == 0.0 && value.is_sign_negative() => 0,
        // An integer that does not fit in 64 bits is a double by the time it gets here.
        Scalar::Float(value) if value.abs() >= TWO_TO_THE_63 => return Err(ValueErrorKind::Range),
        _ => return Err(ValueErrorKind::Type),
    };
    T::try_from(value).map_err(|_| ValueErrorKind::Range)
}

const TWO_TO_THE_63: f64 = 9_223_372_036_854_775_808.0;

fn integer_or_text(value: Scalar<'_>) -> Result<i64, ValueErrorKind> {
    let Scalar::Str(text) = value else {
        return integer(value);
    };
    text.parse().map_err(|error: std::num::ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => ValueErrorKind::Range,
        _ => ValueErrorKind::Form,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a double is the nearest one to the digits, of an integer too"
)]
fn double(value: Scalar<'_>) -> Result<f64, ValueErrorKind> {
    match value {
        Scalar::Int(value) => Ok(value as f64),
        Scalar::Float(value) => Ok(value),
        Scalar::Str(text) => not_finite(text),
        _ => Err(ValueErrorKind::Type),
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a single is the nearest one to the digits; one beyond its range is refused"
)]
fn single(value: Scalar<'_>) -> Result<f32, ValueErrorKind> {
    if let Scalar::Int(value) = value {
        return Ok(value as f32);
    }
    let wide = double(value)?;
    let narrow = wide as f32;
    if wide.is_finite() && narrow.is_infinite() { Err(ValueErrorKind::Range) } else { Ok(narrow) }
}

/// Doubles that JSON has no number for, as OData writes them.
fn not_finite(text: &str) -> Result<f64, ValueErrorKind> {
    match text {
        "NaN" => Ok(f64::NAN),
        "INF" => Ok(f64::INFINITY),
        "-INF" => Ok(f64::NEG_INFINITY),
        _ => Err(ValueErrorKind::Form),
    }
}

impl Edm for Uuid {
    const KIND: Kind = Kind::Guid;
    const VACANT: Self = Uuid::nil();
}

/// Read in either case. Written in lower case, with hyphens and without braces.
impl Slot for Uuid {
    fn kind(&self) -> Kind {
        Kind::Guid
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let Scalar::Str(text) = value else {
            return Err(ValueErrorKind::Type);
        };
        // `uuid` accepts more forms than OData. They differ in length.
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(ValueErrorKind::Form);
        }
        *self = Uuid::try_parse(text).map_err(|_| ValueErrorKind::Form)?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Edm for Value {
    const KIND: Kind = Kind::Untyped;
    const VACANT: Self = Value::Null;
}

/// Takes any JSON, including null. In an `Option<Value>`, null is `None`.
impl Slot for Value {
    fn kind(&self) -> Kind {
        Kind::Untyped
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        *self = match value {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::Float(value) => serde_json::Number::from_f64(value).ok_or(ValueErrorKind::Range)?.into(),
            Scalar::Str(text) => text.into(),
            Scalar::Digits(text) => {
                text.parse::<serde_json::Number>().map_err(|_| ValueErrorKind::Form)?.into()
            }
        };
        Ok(())
    }

    fn open(&mut self) -> Open<'_> {
        *self = Value::Null;
        Open::Untyped(self)
    }

    fn view(&self) -> View<'_> {
        View::Untyped(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Random, read, wire};
    use super::*;

    const UUID: &str = "7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11";

    /// A scalar, what each integer type makes of it, in the order u8, i8, i16, i32, i64.
    type IntegerCase = (Scalar<'static>, [Result<i64, ValueErrorKind>; 5]);

    #[test]
    fn integers_have_bounds_and_no_fraction() {
        use ValueErrorKind::{Form, Range, Type};
        let cases: [IntegerCase; 16] = [
            (Scalar::Int(0), [Ok(0); 5]),
            (Scalar::Int(255), [Ok(255), Err(Range), Ok(255), Ok(255), Ok(255)]),
            (Scalar::Int(-1), [Err(Range), Ok(-1), Ok(-1), Ok(-1), Ok(-1)]),
            (Scalar::Int(-128), [Err(Range), Ok(-128), Ok(-128), Ok(-128), Ok(-128)]),
            (Scalar::Int(-129), [Err(Range), Err(Range), Ok(-129), Ok(-129), Ok(-129)]),
            (Scalar::Int(40_000), [Err(Range), Err(Range), Err(Range), Ok(40_000), Ok(40_000)]),
            (Scalar::Int(i64::MAX), [Err(Range), Err(Range), Err(Range), Err(Range), Ok(i64::MAX)]),
            (Scalar::Float(-0.0), [Ok(0); 5]),
            (Scalar::Float(1.0), [Err(Type); 5]),
            (Scalar::Float(1.5), [Err(Type); 5]),
            (Scalar::Float(9_223_372_036_854_775_808.0), [Err(Range); 5]),
            (Scalar::Bool(true), [Err(Type); 5]),
            (Scalar::Null, [Err(Type); 5]),
            (Scalar::Str("-9223372036854775808"), [Err(Type), Err(Type), Err(Type), Err(Type), Ok(i64::MIN)]),
            (Scalar::Str("9223372036854775808"), [Err(Type), Err(Type), Err(Type), Err(Type), Err(Range)]),
            (Scalar::Str("1.0"), [Err(Type), Err(Type), Err(Type), Err(Type), Err(Form)]),
        ];
        for (scalar, expected) in cases {
            let found = [
                read::<u8>(scalar).map(i64::from),
                read::<i8>(scalar).map(i64::from),
                read::<i16>(scalar).map(i64::from),
                read::<i32>(scalar).map(i64::from),
                read::<i64>(scalar),
            ];
            assert_eq!(found, expected, "{scalar:?}");
        }
    }

    #[test]
    fn integers_come_back_as_they_came() {
        assert_eq!(wire(&u8::MAX), "255");
        assert_eq!(wire(&i8::MIN), "-128");
        assert_eq!(wire(&i16::MIN), "-32768");
        assert_eq!(wire(&i32::MIN), "-2147483648");
        assert_eq!(wire(&i64::MAX), "9223372036854775807");
    }

    #[test]
    fn doubles_that_json_cannot_write_are_texts() {
        assert!(read::<f64>(Scalar::Str("NaN")).unwrap().is_nan());
        assert!(read::<f32>(Scalar::Str("NaN")).unwrap().is_nan());
        assert_eq!(read::<f64>(Scalar::Str("INF")), Ok(f64::INFINITY));
        assert_eq!(read::<f32>(Scalar::Str("-INF")), Ok(f32::NEG_INFINITY));
        for text in ["", "nan", "Infinity", "1.5"] {
            assert_eq!(read::<f64>(Scalar::Str(text)), Err(ValueErrorKind::Form), "{text}");
        }
        assert_eq!(read::<f64>(Scalar::Bool(true)), Err(ValueErrorKind::Type));
        assert!(matches!(f64::INFINITY.view(), View::Float(value) if value.is_infinite()));
        assert!(matches!(f32::NAN.view(), View::Single(value) if value.is_nan()));
    }

    #[test]
    fn a_single_is_refused_beyond_its_range() {
        assert_eq!(read::<f32>(Scalar::Float(1e39)), Err(ValueErrorKind::Range));
        assert_eq!(read::<f32>(Scalar::Float(0.1)), Ok(0.1));
        assert_eq!(read::<f32>(Scalar::Int(16_777_217)), Ok(16_777_216.0));
        assert_eq!(read::<f64>(Scalar::Int(9_007_199_254_740_993)), Ok(9_007_199_254_740_992.0));
    }

    #[test]
    fn any_number_round_trips_through_its_digits() {
        let mut random = Random::new();
        for _ in 0..5_000 {
            let double = f64::from_bits(random.next());
            if double.is_finite() {
                let digits = serde_json::to_string(&double).unwrap();
                let back = read::<f64>(Scalar::Float(serde_json::from_str(&digits).unwrap())).unwrap();
                assert_eq!(back.to_bits(), double.to_bits(), "{random}");
            }
            let single = f32::from_bits(random.below(u32::MAX));
            if single.is_finite() {
                let digits = serde_json::to_string(&single).unwrap();
                let back = read::<f32>(Scalar::Float(serde_json::from_str(&digits).unwrap())).unwrap();
                assert_eq!(back.to_bits(), single.to_bits(), "{random}");
            }
        }
    }

    #[test]
    fn strings_and_booleans_accept_only_their_own_type() {
        assert_eq!(wire(&read::<String>(Scalar::Str("a\"é")).unwrap()), "a\"é");
        assert_eq!(read::<bool>(Scalar::Bool(true)), Ok(true));
        for scalar in [Scalar::Null, Scalar::Int(1), Scalar::Float(1.5), Scalar::Digits("1")] {
            assert_eq!(read::<String>(scalar), Err(ValueErrorKind::Type));
            assert_eq!(read::<bool>(scalar), Err(ValueErrorKind::Type));
            assert_eq!(read::<Uuid>(scalar), Err(ValueErrorKind::Type));
        }
        assert_eq!(read::<bool>(Scalar::Str("true")), Err(ValueErrorKind::Type));
        assert_eq!(read::<String>(Scalar::Bool(true)), Err(ValueErrorKind::Type));
    }

    #[test]
    fn a_refused_scalar_leaves_what_was_there() {
        let mut text = "before".to_owned();
        assert_eq!(text.assign(Scalar::Int(1)), Err(ValueErrorKind::Type));
        let mut number = 7_u8;
        assert_eq!(number.assign(Scalar::Int(256)), Err(ValueErrorKind::Range));
        assert_eq!((text.as_str(), number), ("before", 7));
    }

    #[test]
    fn a_guid_has_one_form_and_small_letters() {
        for text in [UUID, &UUID.to_uppercase()] {
            assert_eq!(wire(&read::<Uuid>(Scalar::Str(text)).unwrap()), UUID);
        }
        let (braced, urn) = (format!("{{{UUID}}}"), format!("urn:uuid:{UUID}"));
        let cases =
            ["", &braced, &urn, &UUID.replace('-', ""), &UUID[1..], &UUID.replace('a', "g"), &"é".repeat(18)];
        for text in cases {
            assert_eq!(read::<Uuid>(Scalar::Str(text)), Err(ValueErrorKind::Form), "{text}");
        }
    }

    #[test]
    fn untyped_takes_every_scalar() {
        let cases = [
            (Scalar::Null, "null"),
            (Scalar::Bool(true), "true"),
            (Scalar::Int(-3), "-3"),
            (Scalar::Float(1.0), "1.0"),
            (Scalar::Str("a\"b"), "\"a\\\"b\""),
            (Scalar::Digits("12.5"), "12.5"),
        ];
        for (scalar, expected) in cases {
            assert_eq!(wire(&read::<Value>(scalar).unwrap()), expected);
        }
        assert_eq!(read::<Value>(Scalar::Digits("{}")), Err(ValueErrorKind::Form));
        assert_eq!(read::<Value>(Scalar::Float(f64::NAN)), Err(ValueErrorKind::Range));
        assert!(matches!(Value::from(1).open(), Open::Untyped(Value::Null)));
    }
}
