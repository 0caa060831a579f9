//! `$orderby`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $orderby".

use std::cmp::Ordering;

use super::path::{Node, Path, Root, public};
use super::value::{compare, is_ordered};
use crate::declared::Declared;
use crate::model::{Primitive, Schema, Type};
use crate::refusal::Refusal;

/// One property to sort by.
pub(super) struct Order {
    path: Path,
    is_descending: bool,
}

impl Order {
    pub(super) fn parse(schema: &Schema, declared: &Declared<'_>, text: &str) -> Result<Vec<Self>, Refusal> {
        text.split(',').map(|part| Self::one(schema, declared, part)).collect()
    }

    fn one(schema: &Schema, declared: &Declared<'_>, text: &str) -> Result<Self, Refusal> {
        let mut words = text.split_whitespace();
        let names: Vec<&str> = words.next().unwrap_or_default().split('/').collect();
        let is_descending = match (words.next(), words.next()) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => return Err(Refusal::order(&format!("Syntax error in '{text}'."))),
        };
        let path = Path::read(schema, declared, 0, &names).map_err(|reason| Refusal::order(&reason))?;
        let is_boolean = matches!(path.kind, Type::Primitive(Primitive::Boolean | Primitive::Guid));
        if !is_ordered(&path.kind) && !is_boolean && !matches!(path.kind, Type::Enumeration(_)) {
            let kind = public(&path.kind);
            return Err(Refusal::order(&format!("Values of the type '{kind}' have no order.")));
        }
        Ok(Self { path, is_descending })
    }

    /// Null comes before every value.
    pub(super) fn compare(&self, one: Root<'_>, two: Root<'_>) -> Ordering {
        let (one, two) = (self.path.value(Node::Entity(one)), self.path.value(Node::Entity(two)));
        let order = match (one, two) {
            (Some(one), Some(two)) => compare(&self.path.kind, one, two).unwrap_or(Ordering::Equal),
            (one, two) => one.is_some().cmp(&two.is_some()),
        };
        if self.is_descending { order.reverse() } else { order }
    }
}
