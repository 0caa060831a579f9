//! Literals, and which property they can be compared with.

use serde_json::Value;

use crate::form;
use crate::model::{Primitive, Schema, Type};

/// A literal as a filter spells it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Null,
    Boolean(bool),
    Number(String),
    /// `INF`, `-INF`, `NaN`.
    NotFinite(String),
    Text(String),
    Guid(String),
    Date(String),
    DateTimeOffset(String),
    TimeOfDay(String),
    Duration(String),
    Binary(String),
    /// `microsoft.graph.runState'success'`.
    Member {
        enumeration: String,
        member: String,
    },
}

/// Why a literal cannot be compared with a property.
pub(super) enum Misfit {
    Type,
    /// No member of the enumeration.
    Member(String),
    /// A member that takes a header.
    Hidden(String),
}

impl Literal {
    /// A literal that is one word. None for what is a name.
    pub(super) fn word(word: &str) -> Option<Self> {
        let owned = word.to_owned();
        Some(match word {
            "null" => Self::Null,
            "true" => Self::Boolean(true),
            "false" => Self::Boolean(false),
            "INF" | "-INF" | "NaN" => Self::NotFinite(owned),
            _ if form::is_guid(word) => Self::Guid(owned),
            _ if form::is_date_time_offset(word) => Self::DateTimeOffset(owned),
            _ if form::is_date(word) => Self::Date(owned),
            _ if form::is_time_of_day(word) => Self::TimeOfDay(owned),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => Self::Number(owned),
            _ => return None,
        })
    }

    /// A literal with a prefix that says what it is: `duration'PT1S'`.
    pub(super) fn prefixed(prefix: &str, text: String) -> Option<Self> {
        match prefix {
            "duration" => form::is_duration(&text).then_some(Self::Duration(text)),
            "binary" => form::is_base64(&text).then_some(Self::Binary(text)),
            _ if prefix.contains('.') => Some(Self::Member { enumeration: prefix.to_owned(), member: text }),
            _ => None,
        }
    }

    /// The type, as errors name it.
    pub(super) fn type_name(&self) -> String {
        let name = match self {
            Self::Null => "Edm.Untyped",
            Self::Boolean(_) => "Edm.Boolean",
            Self::Number(text) if text.parse::<i32>().is_ok() => "Edm.Int32",
            Self::Number(text) if text.parse::<i64>().is_ok() => "Edm.Int64",
            Self::Number(_) | Self::NotFinite(_) => "Edm.Double",
            Self::Text(_) => "Edm.String",
            Self::Guid(_) => "Edm.Guid",
            Self::Date(_) => "Edm.Date",
            Self::DateTimeOffset(_) => "Edm.DateTimeOffset",
            Self::TimeOfDay(_) => "Edm.TimeOfDay",
            Self::Duration(_) => "Edm.Duration",
            Self::Binary(_) => "Edm.Binary",
            Self::Member { enumeration, .. } => enumeration,
        };
        name.to_owned()
    }

    /// The value to compare a property of a type with. Numbers of any type compare with each other, and a date with a
    /// moment; null compares with all.
    pub(super) fn value(&self, schema: &Schema, kind: &Type, takes_hidden: bool) -> Result<Value, Misfit> {
        use Primitive as P;
        match (kind, self) {
            (_, Self::Null) => Ok(Value::Null),
            (Type::Primitive(primitive), literal) => match (primitive, literal) {
                (P::Boolean, Self::Boolean(value)) => Ok((*value).into()),
                (P::DateTimeOffset, Self::Date(text)) => Ok(format!("{text}T00:00:00Z").into()),
                (
                    P::Byte | P::Int16 | P::Int32 | P::Int64 | P::Single | P::Double | P::Decimal,
                    Self::Number(text),
                ) => serde_json::from_str(text).map_err(|_| Misfit::Type),
                (P::String, Self::Text(text))
                | (P::Single | P::Double, Self::NotFinite(text))
                | (P::Guid, Self::Guid(text))
                | (P::Date, Self::Date(text))
                | (P::DateTimeOffset, Self::DateTimeOffset(text))
                | (P::TimeOfDay, Self::TimeOfDay(text))
                | (P::Duration, Self::Duration(text))
                | (P::Binary, Self::Binary(text)) => Ok(text.as_str().into()),
                _ => Err(Misfit::Type),
            },
            (Type::Enumeration(name), Self::Text(member)) => member_value(schema, name, member, takes_hidden),
            (Type::Enumeration(name), Self::Member { enumeration, member }) if name == enumeration => {
                member_value(schema, name, member, takes_hidden)
            }
            _ => Err(Misfit::Type),
        }
    }
}

fn member_value(
    schema: &Schema,
    enumeration: &str,
    member: &str,
    takes_hidden: bool,
) -> Result<Value, Misfit> {
    let Some(known) = schema.enumeration(enumeration) else { return Err(Misfit::Type) };
    if let Some(stranger) = known.stranger(member) {
        return Err(Misfit::Member(stranger.to_owned()));
    }
    match known.hidden(member) {
        Some(hidden) if !takes_hidden => Err(Misfit::Hidden(hidden.to_owned())),
        _ => Ok(member.into()),
    }
}
