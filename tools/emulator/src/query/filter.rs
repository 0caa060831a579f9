//! `$filter`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $filter"; Microsoft Graph, "Use the $filter query
//! parameter".

mod literal;
mod parse;

use std::cmp::Ordering;

use serde_json::Value;

use super::path::{Node, Path, Root};
use super::value::compare;

/// A condition whose every property and literal is known to fit.
#[derive(Debug)]
pub(crate) enum Filter {
    Constant(bool),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    /// A property that is true or false.
    Holds(Path),
    Compare {
        path: Path,
        operator: Operator,
        value: Value,
    },
    In(Path, Vec<Value>),
    Text {
        function: Function,
        path: Path,
        text: String,
    },
    /// Without a path, the type of the entity itself.
    IsOf(Option<Path>, Vec<String>),
    /// `any()` without a condition asks for an item.
    Lambda {
        path: Path,
        is_all: bool,
        condition: Option<Box<Filter>>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Contains,
    StartsWith,
    EndsWith,
}

impl Filter {
    /// Whether the condition holds for an entity.
    pub(crate) fn holds(&self, entity: Root<'_>) -> bool {
        self.evaluate(&mut vec![Node::Entity(entity)])
    }

    /// `nodes` are the entity and the items that the variables of the lambdas around stand for.
    fn evaluate<'a>(&'a self, nodes: &mut Vec<Node<'a>>) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::And(one, two) => one.evaluate(nodes) && two.evaluate(nodes),
            Self::Or(one, two) => one.evaluate(nodes) || two.evaluate(nodes),
            Self::Not(inner) => !inner.evaluate(nodes),
            Self::Holds(path) => path.value(nodes[path.start]).and_then(Value::as_bool) == Some(true),
            Self::Compare { path, operator, value } => {
                operator.holds(path, path.value(nodes[path.start]), value)
            }
            Self::In(path, values) => {
                let found = path.value(nodes[path.start]);
                values.iter().any(|value| Operator::Equal.holds(path, found, value))
            }
            Self::Text { function, path, text } => {
                let found = path.value(nodes[path.start]).and_then(Value::as_str);
                found.is_some_and(|found| function.holds(found, text))
            }
            Self::IsOf(None, types) => nodes[0].is_of(types),
            Self::IsOf(Some(path), types) => {
                path.value(nodes[path.start]).is_some_and(|value| Node::Value(value).is_of(types))
            }
            Self::Lambda { path, is_all, condition } => {
                let found = path.value(nodes[path.start]).and_then(Value::as_array);
                let items = found.map_or(&[][..], Vec::as_slice);
                let Some(condition) = condition else { return !items.is_empty() };
                let mut holds = |item| {
                    nodes.push(Node::Value(item));
                    let holds = condition.evaluate(nodes);
                    nodes.pop();
                    holds
                };
                if *is_all { items.iter().all(&mut holds) } else { items.iter().any(&mut holds) }
            }
        }
    }
}

impl Operator {
    /// Null equals null alone, and is neither less nor greater than anything.
    fn holds(self, path: &Path, found: Option<&Value>, value: &Value) -> bool {
        let order = match (found, value) {
            (None, Value::Null) => Some(Ordering::Equal),
            (None, _) | (_, Value::Null) => None,
            (Some(found), value) => compare(&path.kind, found, value),
        };
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::GreaterThan => order == Some(Ordering::Greater),
            Self::LessThan => order == Some(Ordering::Less),
            _ if value.is_null() => false,
            Self::GreaterThanOrEqual => order.is_some_and(Ordering::is_ge),
            Self::LessThanOrEqual => order.is_some_and(Ordering::is_le),
        }
    }
}

impl Function {
    fn holds(self, found: &str, text: &str) -> bool {
        match self {
            Self::Contains => found.contains(text),
            Self::StartsWith => found.starts_with(text),
            Self::EndsWith => found.ends_with(text),
        }
    }
}
