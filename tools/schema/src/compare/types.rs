//! The types of properties, parameters and results.

use super::{Comparison, DifferenceKind, first_lower};
use crate::declared::{TypeRef, ValueType};
use crate::primitive::{self, UNTYPED};
use crate::structure::{StructureKind, StructuredType, TypeName};
use crate::suggest::last_segment;

/// Where a type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Property,
    Parameter,
    Result,
}

impl Comparison<'_> {
    /// Compares a type as far as its name is known.
    pub(super) fn type_of(&mut self, wire: &str, given: &ValueType, known: &TypeName, place: Place) {
        let name = self.metadata.primitive(&known.name);
        // What may be any JSON agrees with every type, and a type that no property can have agrees with whatever
        // is declared for it.
        if is_named(given, UNTYPED) || is_any(name) || self.is_undeclared(name) {
            return;
        }
        let is_same = match &given.name {
            TypeRef::Known(own) => Some(
                own == name
                    || (own == "Edm.Binary" && name == "Edm.Stream")
                    || (self.is_body(name, place) && self.metadata.is_a(own, name)),
            ),
            // Another name may be an alias of the type, or of a collection of it.
            TypeRef::Unknown(rust) => (first_lower(rust) == last_segment(name)).then_some(true),
        };
        let differs = match is_same {
            Some(is_same) => !is_same || given.is_collection != known.is_collection,
            None => given.is_collection && !known.is_collection,
        };
        if !differs {
            return;
        }
        let (found, rust) = self.words(name, known.is_collection, place);
        let (kind, message) = match place {
            Place::Result => {
                (DifferenceKind::Result, format!("the result is {found}: write `result = {rust}`"))
            }
            Place::Property | Place::Parameter => {
                (DifferenceKind::Type, format!("`{wire}` is {found}: write `{rust}`"))
            }
        };
        let member = (place != Place::Result).then_some(wire);
        self.report(kind, member, given.position.as_ref(), message);
    }

    /// A type as it is called in a sentence, and in Rust.
    pub(super) fn words(&self, name: &str, is_collection: bool, place: Place) -> (String, String) {
        let mut rust = primitive::rust_name(name).map_or_else(|| self.rust_name(name), str::to_owned);
        if self.metadata.enumeration(name).is_some_and(|known| known.is_flags) {
            rust = format!("Flags<{rust}>");
        }
        if self.is_body(name, place) {
            rust = format!("{rust}Patch<Create>");
        }
        if is_collection {
            (format!("a collection of `{name}`"), format!("Vec<{rust}>"))
        } else {
            (format!("`{name}`"), rust)
        }
    }

    /// Whether a value of a type is written as a create body: a parameter of an entity type, which one of a derived
    /// type may be.
    fn is_body(&self, name: &str, place: Place) -> bool {
        let is_entity = |known: &StructuredType| known.kind == StructureKind::Entity;
        place == Place::Parameter && self.metadata.structure(name).is_some_and(is_entity)
    }

    /// Whether the document refers to the type without declaring it.
    fn is_undeclared(&self, name: &str) -> bool {
        !name.starts_with("Edm.") && !super::has_type(self.metadata, name)
    }
}

fn is_named(given: &ValueType, name: &str) -> bool {
    matches!(&given.name, TypeRef::Known(own) if own == name)
}

/// Whether the metadata says of a type only that it is one, or has a type that no field can have.
fn is_any(name: &str) -> bool {
    name == UNTYPED
        || (name.starts_with("Edm.") && name != "Edm.Stream" && primitive::rust_name(name).is_none())
}
