//! The functions of query expressions.
//!
//! Source: OData URL Conventions 4.01, "Canonical Functions".

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::data::timestamps;
use crate::query::budget::{BY_CHARACTER, Budget};
use crate::query::value::number;
use crate::schema::form::Form;
use crate::schema::types::{Primitive, Type};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Contains,
    StartsWith,
    EndsWith,
    Length,
    IndexOf,
    Substring,
    ToLower,
    ToUpper,
    Trim,
    Concat,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Date,
    Time,
    Now,
    Round,
    Floor,
    Ceiling,
}

const NAMES: [(&str, Function); 22] = [
    ("contains", Function::Contains),
    ("startswith", Function::StartsWith),
    ("endswith", Function::EndsWith),
    ("length", Function::Length),
    ("indexof", Function::IndexOf),
    ("substring", Function::Substring),
    ("tolower", Function::ToLower),
    ("toupper", Function::ToUpper),
    ("trim", Function::Trim),
    ("concat", Function::Concat),
    ("year", Function::Year),
    ("month", Function::Month),
    ("day", Function::Day),
    ("hour", Function::Hour),
    ("minute", Function::Minute),
    ("second", Function::Second),
    ("date", Function::Date),
    ("time", Function::Time),
    ("now", Function::Now),
    ("round", Function::Round),
    ("floor", Function::Floor),
    ("ceiling", Function::Ceiling),
];

impl Function {
    /// Returns the function with a name in any case: OData 4.01 permits it, and Graph's documentation uses
    /// it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, function)| *function)
    }

    /// The argument types, as errors list them.
    pub(crate) fn signatures(self) -> String {
        let name = NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name);
        let (text, moment) = ("Edm.String Nullable=true", "Edm.DateTimeOffset Nullable=true");
        let arguments = match self {
            Self::Contains | Self::StartsWith | Self::EndsWith | Self::IndexOf | Self::Concat => {
                vec![format!("{text}, {text}")]
            }
            Self::Length | Self::ToLower | Self::ToUpper | Self::Trim => vec![text.to_owned()],
            Self::Substring => {
                vec![format!("{text}, Edm.Int32"), format!("{text}, Edm.Int32, Edm.Int32")]
            }
            Self::Year | Self::Month | Self::Day => {
                vec![moment.to_owned(), "Edm.Date Nullable=true".to_owned()]
            }
            Self::Hour | Self::Minute | Self::Second => {
                vec![moment.to_owned(), "Edm.TimeOfDay Nullable=true".to_owned()]
            }
            Self::Date | Self::Time => vec![moment.to_owned()],
            Self::Now => vec![String::new()],
            Self::Round | Self::Floor | Self::Ceiling => vec!["Edm.Double".to_owned()],
        };
        arguments.iter().map(|it| format!("{name}({it})")).collect::<Vec<_>>().join("; ")
    }

    /// The result type for arguments of these types, or `None` if the function does not take them.
    pub(super) fn result(self, arguments: &[&Type]) -> Option<Primitive> {
        use Form as F;
        use Primitive as P;
        let mut kinds = Vec::new();
        for kind in arguments {
            let Type::Primitive(primitive) = kind else { return None };
            // An undeclared property may be text.
            kinds.push(if *primitive == P::Untyped { P::String } else { *primitive });
        }
        match (self, kinds.as_slice()) {
            (Self::Contains | Self::StartsWith | Self::EndsWith, [P::String, P::String]) => Some(P::Boolean),
            (Self::IndexOf, [P::String, P::String]) | (Self::Length, [P::String]) => Some(P::INT32),
            (Self::Concat, [P::String, P::String])
            | (Self::ToLower | Self::ToUpper | Self::Trim, [P::String])
            | (Self::Substring, [P::String, P::INT32] | [P::String, P::INT32, P::INT32]) => Some(P::String),
            (Self::Year | Self::Month | Self::Day, [P::Text(F::DateTimeOffset | F::Date)])
            | (Self::Hour | Self::Minute | Self::Second, [P::Text(F::DateTimeOffset | F::TimeOfDay)]) => {
                Some(P::INT32)
            }
            (Self::Date, [P::Text(F::DateTimeOffset)]) => Some(P::Text(F::Date)),
            (Self::Time, [P::Text(F::DateTimeOffset)]) => Some(P::Text(F::TimeOfDay)),
            (Self::Now, []) => Some(P::Text(F::DateTimeOffset)),
            (Self::Round | Self::Floor | Self::Ceiling, [kind]) if kind.is_number() => Some(P::Double),
            _ => None,
        }
    }

    /// The result for arguments that are not null. Returns `None` if an argument is not of its type, which is
    /// possible for unchecked data, or if it costs more than the budget has.
    pub(super) fn value(self, arguments: &[Cow<'_, Value>], budget: &Budget) -> Option<Value> {
        self.spend(arguments, budget)?;
        let text = |at: usize| arguments.get(at)?.as_str();
        let whole = |at: usize| usize::try_from(arguments.get(at)?.as_i64()?).ok();
        Some(match self {
            Self::Contains => text(0)?.contains(text(1)?).into(),
            Self::StartsWith => text(0)?.starts_with(text(1)?).into(),
            Self::EndsWith => text(0)?.ends_with(text(1)?).into(),
            Self::Length => text(0)?.chars().count().into(),
            Self::IndexOf => index(text(0)?, text(1)?).into(),
            Self::Substring => {
                let most = if arguments.len() == 3 { whole(2)? } else { usize::MAX };
                text(0)?.chars().skip(whole(1)?).take(most).collect::<String>().into()
            }
            Self::ToLower => text(0)?.to_lowercase().into(),
            Self::ToUpper => text(0)?.to_uppercase().into(),
            Self::Trim => text(0)?.trim().into(),
            Self::Concat => format!("{}{}", text(0)?, text(1)?).into(),
            Self::Year => part(date(text(0)?), 0)?.into(),
            Self::Month => part(date(text(0)?), 1)?.into(),
            Self::Day => part(date(text(0)?), 2)?.into(),
            Self::Hour => part(time(text(0)?), 0)?.into(),
            Self::Minute => part(time(text(0)?), 1)?.into(),
            Self::Second => part(time(text(0)?), 2).unwrap_or(0).into(),
            Self::Date => date(text(0)?).into(),
            Self::Time => time(text(0)?).into(),
            Self::Now => timestamps::now().into(),
            Self::Round => double(number(arguments.first()?)?.round())?,
            Self::Floor => double(number(arguments.first()?)?.floor())?,
            Self::Ceiling => double(number(arguments.first()?)?.ceil())?,
        })
    }
}

impl Function {
    /// Spends what a call costs.
    fn spend(self, arguments: &[Cow<'_, Value>], budget: &Budget) -> Option<()> {
        let size = arguments.iter().filter_map(|argument| argument.as_str()).map(str::len).sum();
        let each = match self {
            Self::Length | Self::IndexOf | Self::Substring | Self::ToLower | Self::ToUpper => BY_CHARACTER,
            _ => 1,
        };
        budget.spend_bytes(size, each)?;
        match self {
            Self::Substring | Self::Trim | Self::Concat => budget.take_text(size),
            // A character may become three in another case.
            Self::ToLower | Self::ToUpper => budget.take_text(size.saturating_mul(3)),
            _ => Some(()),
        }
    }
}

/// The position of a text in another one, in characters; -1 if it is not in it.
fn index(text: &str, part: &str) -> i64 {
    let at = text.find(part).map(|at| text[..at].chars().count());
    at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

/// The date of a timestamp in its own time zone, or a date itself.
fn date(text: &str) -> &str {
    text.split(['T', 't']).next().unwrap_or(text)
}

/// The time of a timestamp in its own time zone, or a time itself.
fn time(text: &str) -> &str {
    let time = text.split_once(['T', 't']).map_or(text, |(_, time)| time);
    time.split(['Z', 'z', '+', '-']).next().unwrap_or(time)
}

/// A part of a date or a time, without a fraction.
fn part(text: &str, at: usize) -> Option<u32> {
    text.split(['-', ':']).nth(at)?.split('.').next()?.parse().ok()
}

fn double(value: f64) -> Option<Value> {
    Number::from_f64(value).map(Value::Number)
}
