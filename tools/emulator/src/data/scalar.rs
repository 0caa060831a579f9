//! Checks a JSON value against a primitive type.

use serde_json::Value;

use crate::schema::types::{Integer, Primitive};

/// Whether a value, which is not null, is of the type.
///
/// `Edm.Int64` and `Edm.Decimal` must be numbers: text is valid only with `IEEE754Compatible=true`, which the
/// emulator does not support.
pub(crate) fn fits(primitive: Primitive, value: &Value) -> bool {
    match primitive {
        Primitive::Untyped => true,
        Primitive::Stream => false,
        Primitive::Boolean => value.is_boolean(),
        Primitive::Integer(Integer { least, greatest, .. }) => {
            value.as_i64().is_some_and(|value| (least..=greatest).contains(&value))
        }
        Primitive::Decimal => value.is_number(),
        Primitive::Double => value.is_number() || is_not_finite(value),
        Primitive::Single => {
            value.as_f64().is_some_and(|it| it.abs() <= f32::MAX.into()) || is_not_finite(value)
        }
        Primitive::String => value.is_string(),
        Primitive::Text(form) => value.as_str().is_some_and(|text| form.fits(text)),
    }
}

/// Whether a value is one that JSON has no number for.
fn is_not_finite(value: &Value) -> bool {
    matches!(value.as_str(), Some("NaN" | "INF" | "-INF"))
}

#[cfg(test)]
mod tests {
    use graph_entity_model::model::Kind;
    use serde_json::json;

    use super::*;
    use crate::schema::form::Form;

    fn integer(name: &str) -> Primitive {
        Primitive::named(name).expect("an integer type")
    }

    #[test]
    fn every_integer_type_of_the_runtime_has_its_bounds() {
        for kind in Kind::PRIMITIVES {
            let Some((least, greatest)) = kind.integer_bounds() else { continue };
            let primitive = integer(&kind.to_string());
            assert!(fits(primitive, &least.into()) && fits(primitive, &greatest.into()), "{kind}");
            for beyond in [least.checked_sub(1), greatest.checked_add(1)].into_iter().flatten() {
                assert!(!fits(primitive, &beyond.into()), "{kind} {beyond}");
            }
        }
    }

    #[test]
    fn values_at_the_bounds_of_each_type() {
        let cases = [
            (integer("Edm.Byte"), json!([0, 255]), json!([-1, 256, 1.5, "1", true])),
            (integer("Edm.Int16"), json!([-32768, 32767]), json!([-32769, 32768])),
            (integer("Edm.Int32"), json!([-2_147_483_648, 2_147_483_647]), json!([2_147_483_648_u32, 1.0])),
            (integer("Edm.Int64"), json!([i64::MIN, i64::MAX]), json!([9_223_372_036_854_775_808_u64, "1"])),
            (Primitive::Single, json!([3.4e38, "NaN", 1]), json!([3.5e38, "Infinity"])),
            (Primitive::Double, json!([1.5, 1, "INF", "-INF"]), json!(["1.5", "nan", true])),
            (Primitive::Decimal, json!([1.5, 1]), json!(["1.5", "NaN"])),
            (Primitive::Boolean, json!([true, false]), json!([0, "true"])),
            (Primitive::String, json!(["", "x"]), json!([1, true, {}, []])),
            (Primitive::Text(Form::Guid), json!(["7bd39c86-9c86-7bd3-869c-d37b869cd37b"]), json!(["x", 1])),
            (Primitive::Untyped, json!([1, "x", {}, []]), json!([])),
        ];
        for (primitive, right, wrong) in cases {
            for (values, expected) in [(right, true), (wrong, false)] {
                for value in values.as_array().unwrap() {
                    assert_eq!(fits(primitive, value), expected, "{primitive} {value}");
                }
            }
        }
    }
}
