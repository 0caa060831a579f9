//! Expressions: a property, a literal, a function call, or the number of a collection's items.
//!
//! Source: OData URL Conventions 4.01, "Common Expression Syntax".

mod function;

use std::borrow::Cow;

use serde_json::Value;

use super::budget::{Budget, STEP};
use super::path::{Node, Path};
use crate::schema::types::{Primitive, Type};

pub(crate) use function::Function;

/// An expression and the type of its value.
#[derive(Debug)]
pub(crate) struct Expression {
    pub(crate) kind: Type,
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    Path(Path),
    Value(Value),
    /// `tags/$count`.
    Count(Path),
    Call(Function, Vec<Expression>),
}

impl Expression {
    pub(crate) fn path(path: Path) -> Self {
        Self { kind: path.kind.clone(), shape: Shape::Path(path) }
    }

    pub(crate) fn literal(kind: Type, value: Value) -> Self {
        Self { kind, shape: Shape::Value(value) }
    }

    pub(crate) fn count(path: Path) -> Self {
        Self { kind: Type::Primitive(Primitive::INT64), shape: Shape::Count(path) }
    }

    /// Returns the arguments if the function does not take their types.
    pub(crate) fn call(function: Function, arguments: Vec<Self>) -> Result<Self, Vec<Self>> {
        let kinds: Vec<_> = arguments.iter().map(|argument| &argument.kind).collect();
        match function.result(&kinds) {
            Some(kind) => Ok(Self { kind: Type::Primitive(kind), shape: Shape::Call(function, arguments) }),
            None => Err(arguments),
        }
    }

    pub(crate) fn is_count(&self) -> bool {
        matches!(self.shape, Shape::Count(_))
    }

    /// The function and its arguments, if it is a call.
    pub(crate) fn as_call(&self) -> Option<(Function, &[Self])> {
        match &self.shape {
            Shape::Call(function, arguments) => Some((*function, arguments)),
            _ => None,
        }
    }

    /// The property, if it is one of the entity itself.
    pub(crate) fn property(&self) -> Option<&str> {
        match &self.shape {
            Shape::Path(path) => path.property(),
            _ => None,
        }
    }

    /// Evaluates the expression. `nodes` has the entity, then the values of the variables of the surrounding
    /// lambdas. Returns `None` for null, and if there is no value.
    pub(crate) fn value<'a>(&'a self, nodes: &[Node<'a>], budget: &Budget) -> Option<Cow<'a, Value>> {
        budget.spend(STEP)?;
        match &self.shape {
            Shape::Path(path) => path.value(nodes[path.start], budget),
            Shape::Value(value) => Some(Cow::Borrowed(value)).filter(|value| !value.is_null()),
            Shape::Count(path) => Some(Cow::Owned(path.items(nodes[path.start], budget).len().into())),
            Shape::Call(function, arguments) => {
                let values = arguments.iter().map(|argument| argument.value(nodes, budget));
                function.value(&values.collect::<Option<Vec<_>>>()?, budget).map(Cow::Owned)
            }
        }
    }
}
