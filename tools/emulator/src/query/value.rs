//! Compares values of one type.

use std::cmp::Ordering;

use serde_json::Value;

use crate::schema::form::Form;
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
    match kind {
        Type::Primitive(Primitive::Boolean | Primitive::Stream) => false,
        Type::Primitive(Primitive::Text(form)) => form.is_ordered(),
        Type::Primitive(_) => true,
        _ => false,
    }
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
        Primitive::Text(form) => compare_texts(form, one.as_str()?, two.as_str()?),
        Primitive::String => Some(one.as_str()?.cmp(two.as_str()?)),
        Primitive::Untyped => match (one, two) {
            (Value::String(one), Value::String(two)) => Some(one.cmp(two)),
            (Value::Number(_), Value::Number(_)) => number(one)?.partial_cmp(&number(two)?),
            _ => (one == two).then_some(Ordering::Equal),
        },
        _ => None,
    }
}

fn compare_texts(form: Form, one: &str, two: &str) -> Option<Ordering> {
    Some(form.comparison_key(one)?.cmp(&form.comparison_key(two)?))
}

/// Whether a flags value has all members of another.
pub(crate) fn has(found: &str, wanted: &str) -> bool {
    let found = flags(found);
    flags(wanted).iter().all(|member| found.contains(member))
}

pub(super) fn flags(text: &str) -> Vec<&str> {
    let mut members: Vec<&str> = text.split(',').map(str::trim).collect();
    members.sort_unstable();
    members
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_compared_by_meaning() {
        use Ordering::{Equal, Greater, Less};
        let cases = [
            (
                Primitive::Text(Form::DateTimeOffset),
                json!("2017-01-01T00:00:00Z"),
                json!("2016-12-31T16:00:00.0-08:00"),
                Equal,
            ),
            (
                Primitive::Text(Form::DateTimeOffset),
                json!("0001-01-01T00:00:00Z"),
                json!("2017-01-01T00:00:00Z"),
                Less,
            ),
            (
                Primitive::Text(Form::DateTimeOffset),
                json!("2017-01-01T00:00:00.1Z"),
                json!("2017-01-01T00:00:00.09Z"),
                Greater,
            ),
            (Primitive::Text(Form::TimeOfDay), json!("12:00"), json!("12:00:00.0000000"), Equal),
            (Primitive::Text(Form::Duration), json!("PT90S"), json!("PT1M30S"), Equal),
            (Primitive::Text(Form::Duration), json!("-P1D"), json!("PT0S"), Less),
            (Primitive::INT64, json!(i64::MAX), json!(i64::MAX - 1), Greater),
            (Primitive::Double, json!("INF"), json!(1.5), Greater),
            (Primitive::Decimal, json!(1), json!(1.0), Equal),
            (
                Primitive::Text(Form::Guid),
                json!("7BD39C86-9c86-7bd3-869c-d37b869cd37b"),
                json!("7bd39c86-9c86-7bd3-869c-d37b869cd37b"),
                Equal,
            ),
            (Primitive::String, json!("a"), json!("B"), Greater),
            (Primitive::Text(Form::Binary), json!("/w=="), json!("AA=="), Greater),
        ];
        for (primitive, one, two, expected) in cases {
            let kind = Type::Primitive(primitive);
            assert_eq!(compare(&kind, &one, &two), Some(expected), "{one} {two}");
        }
        let flags = Type::Enumeration("t.x".to_owned());
        assert_eq!(compare(&flags, &json!("a,b"), &json!("b, a")), Some(Equal));
        assert_eq!(compare(&Type::Primitive(Primitive::Double), &json!("NaN"), &json!("NaN")), None);
    }
}
