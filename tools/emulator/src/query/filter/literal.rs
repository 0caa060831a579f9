//! Literals, and their conversion to the type of a property.

use serde_json::Value;

use crate::query::expression::Expression;
use crate::schema::form::Form;
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
    /// A text with a form of its own, as JSON bodies have it.
    Form(Form, String),
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
            _ => {
                match Form::ALL.into_iter().find(|form| form.literal_prefix().is_none() && form.fits(word)) {
                    Some(form) => Self::Form(form, owned),
                    None if serde_json::from_str::<serde_json::Number>(word).is_ok() => Self::Number(owned),
                    None => return None,
                }
            }
        })
    }

    /// A literal with a prefix that determines its type: `duration'PT1S'`.
    pub(super) fn prefixed(prefix: &str, text: String) -> Option<Self> {
        if let Some(form) = Form::ALL.into_iter().find(|form| form.literal_prefix() == Some(prefix)) {
            let text = form.json_text(text);
            return form.fits(&text).then_some(Self::Form(form, text));
        }
        let is_qualified = prefix.contains('.');
        is_qualified.then(|| Self::Member { enumeration: prefix.to_owned(), member: text })
    }

    /// The text of a literal that JSON writes as a string.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::NotFinite(text) | Self::Form(_, text) => Some(text),
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
            Self::Form(form, _) => form.name(),
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
                (P::Text(Form::DateTimeOffset), Self::Form(Form::Date, text)) => {
                    Ok(format!("{text}T00:00:00Z").into())
                }
                (kind, Self::Number(text)) if kind.is_number() => {
                    serde_json::from_str(text).map_err(|_| LiteralError::Type)
                }
                (P::Untyped, Self::Number(text)) => {
                    serde_json::from_str(text).map_err(|_| LiteralError::Type)
                }
                (P::Untyped, literal) => literal.text().map(Value::from).ok_or(LiteralError::Type),
                (P::String, Self::Text(text)) | (P::Single | P::Double, Self::NotFinite(text)) => {
                    Ok(text.as_str().into())
                }
                (P::Text(form), Self::Form(of, text)) if form == of => Ok(text.as_str().into()),
                _ => Err(LiteralError::Type),
            },
            (Type::Enumeration(name), Self::Text(member)) => {
                member_value(schema, name, member, allows_hidden)
            }
            (Type::Enumeration(name), Self::Member { enumeration, member })
                if name.eq_ignore_ascii_case(enumeration) =>
            {
                member_value(schema, name, member, allows_hidden)
            }
            _ => Err(LiteralError::Type),
        }
    }
}

fn member_value(
    schema: &Schema,
    enumeration: &str,
    member: &str,
    allows_hidden: bool,
) -> Result<Value, LiteralError> {
    let Some(known) = schema.enumeration(enumeration) else { return Err(LiteralError::Type) };
    let member = known.spelled(member).map_err(|unknown| LiteralError::Member(unknown.to_owned()))?;
    match known.hidden_member(&member) {
        Some(hidden) if !allows_hidden => Err(LiteralError::Hidden(hidden.to_owned())),
        _ => Ok(member.into()),
    }
}
