//! Compares values of one type.

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::{Date, Month};

use crate::schema::types::{Primitive, Type};

/// Compares two values, or returns `None` if they are not comparable. Texts are compared by code points. The
/// order of enumerations and Guids is only for equality and sorting.
pub(crate) fn compare(kind: &Type, one: &Value, two: &Value) -> Option<Ordering> {
    match kind {
        Type::Primitive(primitive) => compare_primitive(*primitive, one, two),
        Type::Enumeration(_) => Some(flags(one.as_str()?).cmp(&flags(two.as_str()?))),
        _ => None,
    }
}

/// Whether a query may compare values of a type with `lt` and `gt`.
pub(crate) fn is_ordered(kind: &Type) -> bool {
    use Primitive::{Binary, Boolean, Guid, Stream};
    matches!(kind, Type::Primitive(primitive) if !matches!(primitive, Binary | Boolean | Guid | Stream))
}

/// Whether values of two types are comparable: the types are equal, or both are numbers.
pub(crate) fn are_comparable(one: &Type, two: &Type) -> bool {
    match (one, two) {
        (Type::Primitive(one), Type::Primitive(two)) => one == two || one.is_number() && two.is_number(),
        (Type::Enumeration(one), Type::Enumeration(two)) => one == two,
        _ => false,
    }
}

fn compare_primitive(primitive: Primitive, one: &Value, two: &Value) -> Option<Ordering> {
    match primitive {
        Primitive::Boolean => Some(one.as_bool()?.cmp(&two.as_bool()?)),
        // Large integers would lose digits as floating-point numbers.
        kind if kind.is_number() => match (one.as_i64(), two.as_i64()) {
            (Some(one), Some(two)) => Some(one.cmp(&two)),
            _ => number(one)?.partial_cmp(&number(two)?),
        },
        Primitive::DateTimeOffset => Some(instant(one.as_str()?)?.cmp(&instant(two.as_str()?)?)),
        Primitive::TimeOfDay => Some(time_of_day(one.as_str()?)?.cmp(&time_of_day(two.as_str()?)?)),
        Primitive::Duration => Some(duration(one.as_str()?)?.cmp(&duration(two.as_str()?)?)),
        Primitive::Guid => Some(one.as_str()?.to_ascii_lowercase().cmp(&two.as_str()?.to_ascii_lowercase())),
        Primitive::String | Primitive::Date => Some(one.as_str()?.cmp(two.as_str()?)),
        Primitive::Binary => Some(bytes(one)?.cmp(&bytes(two)?)),
        Primitive::Untyped => match (one, two) {
            (Value::String(one), Value::String(two)) => Some(one.cmp(two)),
            (Value::Number(_), Value::Number(_)) => number(one)?.partial_cmp(&number(two)?),
            _ => (one == two).then_some(Ordering::Equal),
        },
        _ => None,
    }
}

/// Whether a flags value has all members of another.
pub(crate) fn has(found: &str, wanted: &str) -> bool {
    let found = flags(found);
    flags(wanted).iter().all(|member| found.contains(member))
}

fn flags(text: &str) -> Vec<&str> {
    let mut members: Vec<&str> = text.split(',').map(str::trim).collect();
    members.sort_unstable();
    members
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

/// A number, including those that JSON cannot express.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("INF") => Some(f64::INFINITY),
        Some("-INF") => Some(f64::NEG_INFINITY),
        Some(_) => None,
        None => value.as_f64(),
    }
}

const PICOSECONDS: i128 = 1_000_000_000_000;

/// Parses seconds into picoseconds, since a fraction has up to twelve digits.
fn seconds(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction: i128 = format!("{fraction:0<12}").get(..12)?.parse().ok()?;
    whole.parse::<i128>().ok()?.checked_mul(PICOSECONDS)?.checked_add(fraction)
}

fn time_of_day(text: &str) -> Option<i128> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) =
        (i128::from(parts.next()?.parse::<u32>().ok()?), i128::from(parts.next()?.parse::<u32>().ok()?));
    ((hours * 60 + minutes) * 60 * PICOSECONDS).checked_add(seconds(parts.next().unwrap_or("0"))?)
}

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
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_compared_by_meaning() {
        use Ordering::{Equal, Greater, Less};
        let cases = [
            (
                Primitive::DateTimeOffset,
                json!("2017-01-01T00:00:00Z"),
                json!("2016-12-31T16:00:00.0-08:00"),
                Equal,
            ),
            (Primitive::DateTimeOffset, json!("0001-01-01T00:00:00Z"), json!("2017-01-01T00:00:00Z"), Less),
            (
                Primitive::DateTimeOffset,
                json!("2017-01-01T00:00:00.1Z"),
                json!("2017-01-01T00:00:00.09Z"),
                Greater,
            ),
            (Primitive::TimeOfDay, json!("12:00"), json!("12:00:00.0000000"), Equal),
            (Primitive::Duration, json!("PT90S"), json!("PT1M30S"), Equal),
            (Primitive::Duration, json!("-P1D"), json!("PT0S"), Less),
            (Primitive::INT64, json!(i64::MAX), json!(i64::MAX - 1), Greater),
            (Primitive::Double, json!("INF"), json!(1.5), Greater),
            (Primitive::Decimal, json!(1), json!(1.0), Equal),
            (
                Primitive::Guid,
                json!("7BD39C86-9c86-7bd3-869c-d37b869cd37b"),
                json!("7bd39c86-9c86-7bd3-869c-d37b869cd37b"),
                Equal,
            ),
            (Primitive::String, json!("a"), json!("B"), Greater),
            (Primitive::Binary, json!("/w=="), json!("AA=="), Greater),
        ];
        for (primitive, one, two, expected) in cases {
            let kind = Type::Primitive(primitive);
            assert_eq!(compare(&kind, &one, &two), Some(expected), "{one} {two}");
        }
        let huge = format!("P{}D", "9".repeat(39));
        assert_eq!(duration(&huge), None, "no panic");
        let flags = Type::Enumeration("t.x".to_owned());
        assert_eq!(compare(&flags, &json!("a,b"), &json!("b, a")), Some(Equal));
        assert_eq!(compare(&Type::Primitive(Primitive::Double), &json!("NaN"), &json!("NaN")), None);
    }
}
