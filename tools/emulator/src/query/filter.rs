//! `$filter`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $filter"; Microsoft Graph, "Use the $filter query
//! parameter".

mod literal;
mod parse;

use std::cmp::Ordering;

use serde_json::Value;

use super::expression::Expression;
use super::path::{Node, Path, Root};
use super::value::{compare, has};
use crate::schema::types::Type;

/// A condition whose properties and literals have been checked against the declared type.
#[derive(Debug)]
pub(crate) enum Filter {
    Constant(bool),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    /// A boolean expression.
    Holds(Expression),
    Compare {
        left: Expression,
        operator: Operator,
        right: Expression,
        /// The type by which both are compared.
        kind: Type,
    },
    In(Expression, Vec<Value>),
    /// A flags value has all of these members.
    Has(Expression, String),
    /// A test of the type of a value, or of the entity itself if there is no path.
    IsOf(Option<Path>, Vec<String>),
    /// Without a condition, `any()`: whether the collection has an item.
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

impl Filter {
    /// Whether the condition holds for an entity.
    pub(crate) fn holds(&self, entity: Root<'_>) -> bool {
        self.evaluate(&mut vec![Node::Entity(entity)])
    }

    /// `nodes` has the entity, then the values of the variables of the surrounding lambdas.
    fn evaluate<'a>(&'a self, nodes: &mut Vec<Node<'a>>) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::And(one, two) => one.evaluate(nodes) && two.evaluate(nodes),
            Self::Or(one, two) => one.evaluate(nodes) || two.evaluate(nodes),
            Self::Not(inner) => !inner.evaluate(nodes),
            Self::Holds(expression) => {
                expression.value(nodes).and_then(|value| value.as_bool()) == Some(true)
            }
            Self::Compare { left, operator, right, kind } => {
                operator.holds(kind, left.value(nodes).as_deref(), right.value(nodes).as_deref())
            }
            Self::In(expression, values) => {
                let found = expression.value(nodes);
                values.iter().any(|value| {
                    let value = Some(value).filter(|value| !value.is_null());
                    Operator::Equal.holds(&expression.kind, found.as_deref(), value)
                })
            }
            Self::Has(expression, members) => {
                expression.value(nodes).is_some_and(|found| found.as_str().is_some_and(|it| has(it, members)))
            }
            Self::IsOf(None, types) => nodes[0].is_of(types),
            Self::IsOf(Some(path), types) => path.node(nodes[path.start]).is_some_and(|it| it.is_of(types)),
            Self::Lambda { path, is_all, condition } => {
                let items = path.items(nodes[path.start]);
                let Some(condition) = condition else { return !items.is_empty() };
                let mut holds = |item| {
                    nodes.push(item);
                    let holds = condition.evaluate(nodes);
                    nodes.pop();
                    holds
                };
                let mut items = items.into_iter();
                if *is_all { items.all(&mut holds) } else { items.any(&mut holds) }
            }
        }
    }
}

impl Operator {
    /// Null equals only null, and is neither less nor greater than anything.
    fn holds(self, kind: &Type, left: Option<&Value>, right: Option<&Value>) -> bool {
        let order = match (left, right) {
            (None, None) => Some(Ordering::Equal),
            (Some(left), Some(right)) => compare(kind, left, right),
            _ => None,
        };
        let is_null = left.is_none() || right.is_none();
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            _ if is_null => false,
            Self::GreaterThan => order == Some(Ordering::Greater),
            Self::LessThan => order == Some(Ordering::Less),
            Self::GreaterThanOrEqual => order.is_some_and(Ordering::is_ge),
            Self::LessThanOrEqual => order.is_some_and(Ordering::is_le),
        }
    }
}
