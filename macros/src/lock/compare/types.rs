//! The types of fields, parameters and results.

use proc_macro2::Span;
use syn::Type;

use super::Comparison;
use crate::field_type;
use crate::lock::facts::{Type as KnownType, TypeRef};
use crate::model::callable::Call;
use crate::model::property::Property;
use crate::name::{first_lower, first_upper, last_segment};

/// A comparison that only the compiler can make: the tokens do not say which type it is.
pub(crate) struct Assertion {
    pub(crate) ty: Type,
    /// The span of the value's type within it.
    pub(crate) span: Span,
    /// The sort of call if it is the type of a parameter.
    pub(crate) parameter_of: Option<Call>,
    /// The type that it must be.
    pub(crate) expected: TypeRef,
    pub(crate) message: String,
}

/// Where a type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Property,
    Parameter(Call),
    Result,
    /// The items of a result.
    Items,
}

impl Comparison<'_> {
    pub(super) fn type_of_property(&mut self, property: &Property<'_>, known: &TypeRef) {
        self.type_of(&property.wire, property.ty, known, Place::Property);
    }

    /// Compares the type as far as its tokens tell, and leaves the rest to the compiler. `wire` is the name
    /// of the property or the parameter.
    pub(super) fn type_of(&mut self, wire: &str, ty: &Type, known: &TypeRef, place: Place) {
        let given = field_type::option(ty).unwrap_or(ty);
        let given = field_type::nullable(given).unwrap_or(given);
        let given = field_type::boxed(given).unwrap_or(given);
        let item = field_type::vec(given);
        let value = item.map_or(given, |item| field_type::option(item).unwrap_or(item));
        let value = field_type::flags(value).unwrap_or(value);
        let edm = field_type::edm_name(value);
        // Whatever may be any JSON agrees with any type.
        if edm == Some(field_type::UNTYPED) || is_abstract(&known.name) {
            return;
        }
        let name = field_type::plain_name(value);
        let is_named = match (edm, name) {
            (Some(edm), _) => edm == known.name || (edm, known.name.as_str()) == ("Edm.Binary", "Edm.Stream"),
            (None, Some(name)) => first_lower(name) == last_segment(&known.name),
            (None, None) => false,
        };
        if is_named && item.is_some() == known.is_collection {
            return;
        }
        // A `Vec` is a collection for certain. Any other name may be an alias of one.
        if item.is_some() && !known.is_collection {
            let message = self.message(wire, known, place, "a single ");
            return self.error(field_type::name_span(given), message);
        }
        let message = self.message(wire, known, place, "");
        if is_named || edm.is_some() {
            return self.error(field_type::name_span(value), message);
        }
        // A parameter may be the create body of an entity, which is generic.
        let is_body = name.is_none() && matches!(place, Place::Parameter(_));
        if !is_body {
            let parameter_of = if let Place::Parameter(call) = place { Some(call) } else { None };
            let span = field_type::name_span(value);
            let assertion =
                Assertion { ty: ty.clone(), span, parameter_of, expected: known.clone(), message };
            // A parameter is compared at each address.
            if !self.assertions.iter().any(|other| other.is_same(&assertion)) {
                self.assertions.push(assertion);
            }
        }
    }

    /// Reports a result that is bytes, or a collection if the type is a single one.
    pub(super) fn result_differs(&mut self, at: Span, known: &TypeRef) {
        let single = if known.is_collection { "" } else { "a single " };
        let message = self.message("", known, Place::Result, single);
        self.error(at, message);
    }

    /// What the type is and what to write. `single` is written before a type that is not a collection.
    fn message(&self, wire: &str, known: &TypeRef, place: Place, single: &str) -> String {
        let TypeRef { name, is_collection } = known;
        let mut rust =
            field_type::of_edm(name).map_or_else(|| first_upper(last_segment(name)), str::to_owned);
        if matches!(self.api.types.get(name), Some(KnownType::Enum(known)) if known.is_flags) {
            rust = format!("Flags<{rust}>");
        }
        let is_collection = *is_collection || place == Place::Items;
        let found =
            if is_collection { format!("a collection of `{name}`") } else { format!("{single}`{name}`") };
        if is_collection {
            rust = format!("Vec<{rust}>");
        }
        match place {
            Place::Property | Place::Parameter(_) => format!("`{wire}` is {found}: write `{rust}`"),
            Place::Result | Place::Items => format!("the result is {found}: write `result = {rust}`"),
        }
    }
}

impl Assertion {
    /// Whether it asserts the same about the same field.
    pub(in crate::lock) fn is_same(&self, other: &Self) -> bool {
        self.message == other.message
    }
}

/// Whether the metadata says of a type only that it is one.
fn is_abstract(name: &str) -> bool {
    matches!(name, field_type::UNTYPED | "Edm.PrimitiveType" | "Edm.ComplexType" | "Edm.EntityType")
}
