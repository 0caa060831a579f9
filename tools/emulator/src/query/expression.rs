//! What has a value: a property, a literal, a call of a function, the number of a collection's items.
//!
//! Source: OData URL Conventions 4.01, "Common Expression Syntax".

mod function;

use std::borrow::Cow;

use serde_json::Value;

use super::path::{Node, Path};
use crate::schema::types::{Primitive, Type};

pub(crate) use function::Function;

/// An expression and the type of its value.
#[derive(Debug)]
pub(crate) struct Expression {
    pub(crate) kind: Type,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Path(Path),
    Value(Value),
    /// `tags/$count`.
    Count(Path),
    Call(Function, Vec<Expression>),
}

impl Expression {
    pub(crate) fn path(path: Path) -> Self {
        Self { kind: path.kind.clone(), form: Form::Path(path) }
    }

    pub(crate) fn literal(kind: Type, value: Value) -> Self {
        Self { kind, form: Form::Value(value) }
    }

    pub(crate) fn count(path: Path) -> Self {
        Self { kind: Type::Primitive(Primitive::INT64), form: Form::Count(path) }
    }

    /// None where the function does not take arguments of these types.
    pub(crate) fn call(function: Function, arguments: Vec<Self>) -> Result<Self, Vec<Self>> {
        let kinds: Vec<_> = arguments.iter().map(|argument| &argument.kind).collect();
        match function.result(&kinds) {
            Some(kind) => Ok(Self { kind: Type::Primitive(kind), form: Form::Call(function, arguments) }),
            None => Err(arguments),
        }
    }

    /// The value, `nodes` being the entity and the items that the variables of the lambdas around stand for. None for
    /// null, and for what has no value.
    pub(crate) fn value<'a>(&'a self, nodes: &[Node<'a>]) -> Option<Cow<'a, Value>> {
        match &self.form {
            Form::Path(path) => path.value(nodes[path.start]).map(Cow::Borrowed),
            Form::Value(value) => Some(Cow::Borrowed(value)).filter(|value| !value.is_null()),
            Form::Count(path) => Some(Cow::Owned(path.items(nodes[path.start]).len().into())),
            Form::Call(function, arguments) => {
                let values = arguments.iter().map(|argument| argument.value(nodes));
                function.value(&values.collect::<Option<Vec<_>>>()?).map(Cow::Owned)
            }
        }
    }
}
