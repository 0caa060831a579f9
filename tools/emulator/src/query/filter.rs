//! `$filter`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $filter"; Microsoft Graph, "Use the $filter query
//! parameter".

mod literal;
mod parse;

use std::cmp::Ordering;

use serde_json::Value;

use super::budget::{BY_CHARACTER, Budget, COMPARISON, STEP};
use super::expression::Expression;
use super::path::{Node, Path, Root};
use super::value::{compare, has};
use crate::schema::types::{Primitive, Type};

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
    pub(crate) fn holds(&self, entity: Root<'_>, budget: &Budget) -> bool {
        self.evaluate(&mut vec![Node::Entity(entity)], budget)
    }

    /// `nodes` has the entity, then the values of the variables of the surrounding lambdas.
    fn evaluate<'a>(&'a self, nodes: &mut Vec<Node<'a>>, budget: &Budget) -> bool {
        if budget.spend(STEP).is_none() {
            return false;
        }
        match self {
            Self::Constant(value) => *value,
            Self::And(one, two) => one.evaluate(nodes, budget) && two.evaluate(nodes, budget),
            Self::Or(one, two) => one.evaluate(nodes, budget) || two.evaluate(nodes, budget),
            Self::Not(inner) => !inner.evaluate(nodes, budget),
            Self::Holds(expression) => {
                expression.value(nodes, budget).and_then(|value| value.as_bool()) == Some(true)
            }
            Self::Compare { left, operator, right, kind } => {
                let (left, right) = (left.value(nodes, budget), right.value(nodes, budget));
                let (left, right) = (left.as_deref(), right.as_deref());
                spend_forms(kind, [left, right], budget).is_some() && operator.holds(kind, left, right)
            }
            Self::In(expression, values) => {
                let found = expression.value(nodes, budget);
                values.iter().any(|value| {
                    let costs = spend_forms(&expression.kind, [found.as_deref(), Some(value)], budget);
                    if costs.and_then(|()| budget.spend(COMPARISON)).is_none() {
                        return false;
                    }
                    let value = Some(value).filter(|value| !value.is_null());
                    Operator::Equal.holds(&expression.kind, found.as_deref(), value)
                })
            }
            Self::Has(expression, members) => expression
                .value(nodes, budget)
                .is_some_and(|found| found.as_str().is_some_and(|it| has(it, members))),
            Self::IsOf(None, types) => nodes[0].is_of(types),
            Self::IsOf(Some(path), types) => {
                path.node(nodes[path.start], budget).is_some_and(|it| it.is_of(types))
            }
            Self::Lambda { path, is_all, condition } => {
                let items = path.items(nodes[path.start], budget);
                let Some(condition) = condition else { return !items.is_empty() };
                let mut holds = |item| {
                    nodes.push(item);
                    let holds = condition.evaluate(nodes, budget);
                    nodes.pop();
                    holds
                };
                let mut items = items.into_iter();
                if *is_all { items.all(&mut holds) } else { items.any(&mut holds) }
            }
        }
    }
}

/// Spends what it costs to read values whose texts are parsed to compare them.
fn spend_forms(kind: &Type, values: [Option<&Value>; 2], budget: &Budget) -> Option<()> {
    if !matches!(kind, Type::Primitive(Primitive::Text(_)) | Type::Enumeration(_)) {
        return Some(());
    }
    let size = values.into_iter().flatten().filter_map(Value::as_str).map(str::len).sum();
    budget.spend_bytes(size, BY_CHARACTER)
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
