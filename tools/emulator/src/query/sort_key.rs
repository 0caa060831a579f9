//! What entities are sorted by: computed once for each entity, and in a total order even for values that are
//! not of their type.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::value::{flags, number};
use crate::schema::form::ComparisonKey;
use crate::schema::types::{Primitive, Type};

/// The value of an expression as it is sorted. Null is less than every value.
///
/// Two values of one type are ordered as [`compare`](super::value::compare) orders them. Values that are not
/// comparable, such as `NaN`, precede the others.
#[derive(PartialEq)]
pub(super) enum SortKey<'a> {
    Null,
    NotComparable,
    Boolean(bool),
    Integer(i64),
    /// Any other number. It is not `NaN`.
    Number(f64),
    Text(Cow<'a, str>),
    Form(ComparisonKey),
    Flags(Vec<String>),
}

impl<'a> SortKey<'a> {
    pub(super) fn of(kind: &Type, value: Option<Cow<'a, Value>>) -> Self {
        let Some(value) = value else { return Self::Null };
        let key = match kind {
            Type::Primitive(Primitive::Boolean) => value.as_bool().map(Self::Boolean),
            Type::Primitive(Primitive::Text(form)) => {
                value.as_str().and_then(|text| form.comparison_key(text)).map(Self::Form)
            }
            Type::Primitive(Primitive::String) => text(value),
            Type::Primitive(Primitive::Untyped) => match &*value {
                Value::Number(_) => numeric(&value),
                _ => text(value),
            },
            Type::Primitive(primitive) if primitive.is_number() => numeric(&value),
            Type::Enumeration(_) => {
                value.as_str().map(|text| Self::Flags(flags(text).into_iter().map(str::to_owned).collect()))
            }
            _ => None,
        };
        key.unwrap_or(Self::NotComparable)
    }

    /// The bytes that it has to itself.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(Cow::Owned(text)) | Self::Form(ComparisonKey::Text(text)) => text.len(),
            Self::Form(ComparisonKey::Bytes(bytes)) => bytes.len(),
            Self::Flags(members) => members.iter().map(|member| member.len() + size_of::<String>()).sum(),
            _ => 0,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::NotComparable => 1,
            Self::Boolean(_) => 2,
            Self::Integer(_) | Self::Number(_) => 3,
            Self::Text(_) => 4,
            Self::Form(_) => 5,
            Self::Flags(_) => 6,
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(one), Self::Boolean(two)) => one.cmp(two),
            (Self::Integer(one), Self::Integer(two)) => one.cmp(two),
            (Self::Number(one), Self::Number(two)) => one.partial_cmp(two).unwrap_or(Ordering::Equal),
            (Self::Integer(one), Self::Number(two)) => compare_mixed(*one, *two),
            (Self::Number(one), Self::Integer(two)) => compare_mixed(*two, *one).reverse(),
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::Form(one), Self::Form(two)) => one.cmp(two),
            (Self::Flags(one), Self::Flags(two)) => one.cmp(two),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

fn text(value: Cow<'_, Value>) -> Option<SortKey<'_>> {
    match value {
        Cow::Borrowed(value) => value.as_str().map(|text| SortKey::Text(text.into())),
        Cow::Owned(Value::String(text)) => Some(SortKey::Text(text.into())),
        Cow::Owned(_) => None,
    }
}

fn numeric(value: &Value) -> Option<SortKey<'static>> {
    match value.as_i64() {
        Some(integer) => Some(SortKey::Integer(integer)),
        None => number(value).filter(|number| !number.is_nan()).map(SortKey::Number),
    }
}

/// Compares exactly: as floating-point numbers, two large integers and a number between them could all be
/// equal, which would not be an order.
fn compare_mixed(integer: i64, number: f64) -> Ordering {
    const END: f64 = 9_223_372_036_854_775_808.0;
    if number >= END {
        return Ordering::Less;
    }
    if number < -END {
        return Ordering::Greater;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is in the range of the integers")]
    let whole = number.trunc() as i64;
    integer.cmp(&whole).then_with(|| 0.0.partial_cmp(&number.fract()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::value::compare;
    use super::*;
    use crate::schema::form::Form;

    fn key(primitive: Primitive, value: &Value) -> SortKey<'_> {
        SortKey::of(&Type::Primitive(primitive), Some(Cow::Borrowed(value)).filter(|value| !value.is_null()))
    }

    #[test]
    fn keys_are_ordered_as_values_are_compared() {
        let cases = [
            (Primitive::Boolean, vec![json!(false), json!(true)]),
            (Primitive::INT64, vec![json!(i64::MIN), json!(-1), json!(7), json!(i64::MAX)]),
            (Primitive::Double, vec![json!("-INF"), json!(-1.5), json!(-1), json!(1.25), json!("INF")]),
            (Primitive::String, vec![json!(""), json!("B"), json!("a"), json!("é")]),
            (Primitive::Text(Form::Duration), vec![json!("-P1D"), json!("PT90S"), json!("PT2M")]),
            (Primitive::Text(Form::Binary), vec![json!("AA=="), json!("/w==")]),
            (
                Primitive::Text(Form::DateTimeOffset),
                vec![json!("2016-12-31T16:00:00-08:00"), json!("2017-01-01T00:00:01Z")],
            ),
        ];
        for (primitive, values) in cases {
            let kind = Type::Primitive(primitive);
            for (one, two) in values.iter().flat_map(|one| values.iter().map(move |two| (one, two))) {
                let order = key(primitive, one).compare(&key(primitive, two));
                assert_eq!(Some(order), compare(&kind, one, two), "{one} {two}");
            }
        }
    }

    #[test]
    fn the_order_is_total_for_values_of_other_types() {
        let values =
            [json!(null), json!({}), json!(i64::MAX - 1), json!(9_223_372_036_854_775_807.0), json!("a")];
        let keys: Vec<_> = values.iter().map(|value| key(Primitive::Untyped, value)).collect();
        assert!(keys.is_sorted_by(|one, two| one.compare(two).is_lt()));
        let nan = json!("NaN");
        assert!(key(Primitive::Double, &nan).compare(&key(Primitive::Double, &json!(1))).is_lt());
        assert!(key(Primitive::Double, &nan).compare(&key(Primitive::Double, &nan)).is_eq());
    }
}
