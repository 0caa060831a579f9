//! Turns types of the documentation into types of Rust, and checks whether an example is a value of a type.
//!
//! The check looks only at the form and does not use the runtime, so that a valid form that the runtime
//! refuses is found.

use serde_json::Value;

use crate::row::Property;

/// The type of Rust for a type of the documentation.
#[derive(Clone, Copy)]
pub(crate) struct Type {
    pub(crate) rust: &'static str,
    pub(crate) fits: fn(&Value) -> bool,
}

/// Any JSON: complex values, entities, streams, and types that the page does not know.
pub(crate) const UNTYPED: Type = Type { rust: "serde_json::Value", fits: |_| true };

const TEXT: Type = Type { rust: "String", fits: Value::is_string };

/// Returns the type of a property, or of its items.
pub(crate) fn of(property: &Property<'_>) -> Type {
    match property.sort {
        "enum" => TEXT,
        "primitive" => primitive(property.word),
        _ => UNTYPED,
    }
}

fn primitive(word: &str) -> Type {
    let (rust, fits): (_, fn(&Value) -> bool) = match word.trim_start_matches("Edm.") {
        "String" => return TEXT,
        "Boolean" => ("bool", Value::is_boolean),
        "Byte" => ("u8", |value| integer(value, 0, u8::MAX.into())),
        "SByte" => ("i8", |value| integer(value, i8::MIN.into(), i8::MAX.into())),
        "Int16" => ("i16", |value| integer(value, i16::MIN.into(), i16::MAX.into())),
        "Int32" => ("i32", |value| integer(value, i32::MIN.into(), i32::MAX.into())),
        "Int64" => ("i64", |value| value.is_i64() || text(value, |text| text.parse::<i64>().is_ok())),
        "Single" => ("f32", number),
        "Double" => ("f64", number),
        "Decimal" => ("graph_entity::Decimal", Value::is_number),
        "Guid" | "GUID" => {
            ("uuid::Uuid", |value| text(value, |text| text.len() == 36 && text.matches('-').count() == 4))
        }
        // The older `DateTime` has no offset, so that no type here reads it.
        "DateTimeOffset" | "DateTime" => ("graph_entity::DateTimeOffset", |value| text(value, is_instant)),
        "Date" => ("graph_entity::Date", |value| {
            text(value, |text| text.len() == 10 && has_form(text, "0000-00-00"))
        }),
        "TimeOfDay" => ("graph_entity::TimeOfDay", |value| text(value, |text| has_form(text, "00:00"))),
        "Duration" => ("graph_entity::Duration", |value| {
            text(value, |text| text.trim_start_matches('-').starts_with('P'))
        }),
        "Binary" => ("graph_entity::Binary", |value| text(value, is_base64)),
        _ => return UNTYPED,
    };
    Type { rust, fits }
}

fn text(value: &Value, fits: fn(&str) -> bool) -> bool {
    value.as_str().is_some_and(fits)
}

fn integer(value: &Value, least: i64, most: i64) -> bool {
    value.as_i64().is_some_and(|value| (least..=most).contains(&value))
}

fn number(value: &Value) -> bool {
    value.is_number() || text(value, |text| matches!(text, "NaN" | "INF" | "-INF"))
}

fn is_instant(text: &str) -> bool {
    let has_offset = text.ends_with('Z')
        || text
            .len()
            .checked_sub(6)
            .and_then(|at| text.get(at..))
            .is_some_and(|end| has_form(&end[1..], "00:00") && end.starts_with(['+', '-']));
    has_form(text, "0000-00-00T00:00") && has_offset
}

fn is_base64(text: &str) -> bool {
    text.len().is_multiple_of(4)
        && text.trim_end_matches('=').chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
}

/// Returns whether a text starts with a form in which `0` is any digit.
fn has_form(text: &str, form: &str) -> bool {
    let same = |(c, form): (char, char)| c == form || (form == '0' && c.is_ascii_digit());
    text.len() >= form.len() && text.chars().zip(form.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::primitive;

    #[test]
    fn forms_are_distinguished_from_remarks() {
        for (word, good, bad) in [
            ("DateTimeOffset", json!("2017-01-01T00:02:58.4418045-08:00"), json!("2017-01-01T00:02:58")),
            ("DateTime", json!("2017-01-01T00:02:58Z"), json!("String (timestamp)")),
            ("Guid", json!("cf1549a1-49a1-cf15-a149-15cfa14915cf"), json!("Guid value")),
            ("Int32", json!(-5), json!(3_000_000_000_u32)),
            ("Int64", json!("9223372036854775807"), json!(1.5)),
            ("Double", json!("INF"), json!("1.5")),
            ("Binary", json!("dmFsdWU="), json!("Value in binary")),
            ("Duration", json!("-PT17.1357909S"), json!("17s")),
            ("TimeOfDay", json!("12:00:05.5020000"), json!("noon")),
            ("Date", json!("2016-12-31"), json!("2016-12-31T00:00:00Z")),
            ("Boolean", json!(true), json!("true")),
        ] {
            let fits = primitive(word).fits;
            assert!(fits(&good) && !fits(&bad), "{word}");
        }
        assert_eq!(primitive("** Unknown Type **").rust, "serde_json::Value");
        assert_eq!(primitive("Stream").rust, "serde_json::Value");
    }
}
