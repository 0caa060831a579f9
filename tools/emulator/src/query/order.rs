//! `$orderby`.
//!
//! Source: OData URL Conventions 4.01, "System Query Option $orderby".

use super::budget::Budget;
use super::expression::Expression;
use super::path::{Node, Root};
use super::sort_key::SortKey;
use super::split;
use super::value::is_ordered;
use crate::refusals::Refusal;
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::types::{Primitive, Type};

/// An expression to sort by.
pub(super) struct Order {
    pub(super) by: Expression,
    pub(super) is_descending: bool,
}

impl Order {
    pub(super) fn parse(
        schema: &Schema,
        declared: &DeclaredType<'_>,
        text: &str,
    ) -> Result<Vec<Self>, Refusal> {
        split(text, ',')?.into_iter().map(|part| Self::parse_one(schema, declared, part)).collect()
    }

    fn parse_one(schema: &Schema, declared: &DeclaredType<'_>, text: &str) -> Result<Self, Refusal> {
        let (by, rest) = Expression::parse(schema, declared, text).map_err(Refusal::into_order)?;
        let is_descending = match rest.trim() {
            "" => false,
            word if word.eq_ignore_ascii_case("asc") => false,
            word if word.eq_ignore_ascii_case("desc") => true,
            _ => return Err(Refusal::order(&format!("Syntax error in '{text}'."))),
        };
        let is_sorted = match &by.kind {
            Type::Primitive(Primitive::Boolean | Primitive::Text(_)) | Type::Enumeration(_) => true,
            kind => is_ordered(kind),
        };
        if !is_sorted {
            let kind = by.kind.public_name();
            return Err(Refusal::order(&format!("Values of the type '{kind}' have no order.")));
        }
        Ok(Self { by, is_descending })
    }

    /// What an entity is sorted by.
    pub(super) fn key<'a>(&'a self, root: Root<'a>, budget: &Budget) -> SortKey<'a> {
        SortKey::of(&self.by.kind, self.by.value(&[Node::Entity(root)], budget))
    }
}
