//! Literals, and their conversion to the type of a property.

use serde_json::Value;

use crate::query::expression::Expression;
use crate::schema::lexical;
use crate::schema::model::Schema;
use crate::schema::types::{Primitive, Type};

/// A literal of a filter, in the filter's spelling.
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
pub(super) enum LiteralError {
    Type,
    /// It is not a member of the enumeration.
    Member(String),
    /// It is a member that needs a `Prefer` header.
    Hidden(String),
}

impl Literal {
    /// A literal that is a single word, or `None` if the word is a name.
    pub(super) fn word(word: &str) -> Option<Self> {
        let owned = word.to_owned();
        Some(match word {
            "null" => Self::Null,
            "true" => Self::Boolean(true),
            "false" => Self::Boolean(false),
            "INF" | "-INF" | "NaN" => Self::NotFinite(owned),
            _ if lexical::is_guid(word) => Self::Guid(owned),
            _ if lexical::is_date_time_offset(word) => Self::DateTimeOffset(owned),
            _ if lexical::is_date(word) => Self::Date(owned),
            _ if lexical::is_time_of_day(word) => Self::TimeOfDay(owned),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => Self::Number(owned),
            _ => return None,
        })
    }

    /// A literal with a prefix that determines its type: `duration'PT1S'`.
    pub(super) fn prefixed(prefix: &str, text: String) -> Option<Self> {
        match prefix {
            "duration" => lexical::is_duration(&text).then_some(Self::Duration(text)),
            "binary" => {
                let plain = plain_base64(&text);
                lexical::is_base64(&plain).then_some(Self::Binary(plain))
            }
            _ if prefix.contains('.') => Some(Self::Member { enumeration: prefix.to_owned(), member: text }),
            _ => None,
        }
    }

    /// The text of a literal that JSON writes as a string.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text)
            | Self::NotFinite(text)
            | Self::Guid(text)
            | Self::Date(text)
            | Self::DateTimeOffset(text)
            | Self::TimeOfDay(text)
            | Self::Duration(text)
            | Self::Binary(text) => Some(text),
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::Member { .. } => None,
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

    /// The literal as an expression of its own type. `None` for null and members of enumerations, whose type
    /// depends on the context.
    pub(super) fn to_expression(&self, schema: &Schema) -> Option<Expression> {
        let kind = Type::Primitive(Primitive::named(&self.type_name())?);
        let value = self.value(schema, &kind, false).ok()?;
        Some(Expression::literal(kind, value))
    }

    /// Converts the literal to a type of property to compare with. Numbers of any types are comparable, and
    /// so are a date and a timestamp; null is comparable with everything.
    pub(super) fn value(
        &self,
        schema: &Schema,
        kind: &Type,
        allows_hidden: bool,
    ) -> Result<Value, LiteralError> {
        use Primitive as P;
        match (kind, self) {
            (_, Self::Null) => Ok(Value::Null),
            (Type::Primitive(primitive), literal) => match (primitive, literal) {
                (P::Boolean | P::Untyped, Self::Boolean(value)) => Ok((*value).into()),
                (P::DateTimeOffset, Self::Date(text)) => Ok(format!("{text}T00:00:00Z").into()),
                (kind, Self::Number(text)) if kind.is_number() => {
                    serde_json::from_str(text).map_err(|_| LiteralError::Type)
                }
                (P::Untyped, Self::Number(text)) => {
                    serde_json::from_str(text).map_err(|_| LiteralError::Type)
                }
                (P::Untyped, literal) => literal.text().map(Value::from).ok_or(LiteralError::Type),
                (P::String, Self::Text(text))
                | (P::Single | P::Double, Self::NotFinite(text))
                | (P::Guid, Self::Guid(text))
                | (P::Date, Self::Date(text))
                | (P::DateTimeOffset, Self::DateTimeOffset(text))
                | (P::TimeOfDay, Self::TimeOfDay(text))
                | (P::Duration, Self::Duration(text))
                | (P::Binary, Self::Binary(text)) => Ok(text.as_str().into()),
                _ => Err(LiteralError::Type),
            },
            (Type::Enumeration(name), Self::Text(member)) => {
                member_value(schema, name, member, allows_hidden)
            }
            (Type::Enumeration(name), Self::Member { enumeration, member }) if name == enumeration => {
                member_value(schema, name, member, allows_hidden)
            }
            _ => Err(LiteralError::Type),
        }
    }
}

/// Converts from the alphabet of URLs, with optional padding, to the one of JSON bodies.
fn plain_base64(text: &str) -> String {
    let mut plain = text.replace('-', "+").replace('_', "/");
    while plain.len() % 4 > 1 {
        plain.push('=');
    }
    plain
}

fn member_value(
    schema: &Schema,
    enumeration: &str,
    member: &str,
    allows_hidden: bool,
) -> Result<Value, LiteralError> {
    let Some(known) = schema.enumeration(enumeration) else { return Err(LiteralError::Type) };
    if let Some(unknown) = known.unknown_member(member) {
        return Err(LiteralError::Member(unknown.to_owned()));
    }
    match known.hidden_member(member) {
        Some(hidden) if !allows_hidden => Err(LiteralError::Hidden(hidden.to_owned())),
        _ => Ok(member.into()),
    }
}
