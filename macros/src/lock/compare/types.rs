//! The types of fields, parameters and results.

use proc_macro2::{Ident, Span};
use syn::Type;

use super::Comparison;
use crate::field_type;
use crate::lock::facts::{Form, Type as KnownType, TypeRef};
use crate::model::callable::Call;
use crate::model::property::Property;
use crate::name::{first_lower, first_upper, last_segment};

/// A comparison that only the compiler can make, because the tokens do not show which type it is.
pub(crate) struct Assertion {
    pub(crate) ty: Type,
    /// The span of the value's type within it.
    pub(crate) span: Span,
    /// The sort of call if it is the type of a parameter.
    pub(crate) parameter_of: Option<Call>,
    pub(crate) expected: Expected,
    pub(crate) message: String,
}

/// What a type must be.
pub(crate) enum Expected {
    Type(TypeRef),
    /// One of these types, by their qualified names.
    AnyOf(Vec<String>),
}

/// What a type is the type of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Usage {
    Property,
    Parameter(Call),
    Result,
    /// The items of a result.
    Items,
}

impl Comparison<'_> {
    pub(super) fn type_of_property(&mut self, property: &Property<'_>, known: &TypeRef) {
        self.type_of(&property.wire, property.ty, known, Usage::Property);
    }

    /// Compares the type as far as its tokens show it, and leaves the rest to the compiler. `wire` is the
    /// name of the property or the parameter.
    pub(super) fn type_of(&mut self, wire: &str, ty: &Type, known: &TypeRef, usage: Usage) {
        let given = field_type::option(ty).unwrap_or(ty);
        let given = field_type::nullable(given).unwrap_or(given);
        let given = field_type::boxed(given).unwrap_or(given);
        let item = field_type::vec(given);
        let value = item.map_or(given, |item| field_type::option(item).unwrap_or(item));
        let value = field_type::flags(value).unwrap_or(value);
        if let (Usage::Parameter(call), Some(body)) = (usage, field_type::body(value)) {
            return self.body(wire, ty, value, &body, call, known);
        }
        let edm = field_type::edm_name(value);
        // Any JSON agrees with every type.
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
        // A `Vec` is always a collection. Any other name may be an alias of one.
        if item.is_some() && !known.is_collection {
            let message = self.message(wire, known, usage, "a single ");
            return self.error(field_type::name_span(given), message);
        }
        let message = self.message(wire, known, usage, "");
        if is_named || edm.is_some() {
            return self.error(field_type::name_span(value), message);
        }
        self.assert(Assertion {
            ty: ty.clone(),
            span: field_type::name_span(value),
            parameter_of: if let Usage::Parameter(call) = usage { Some(call) } else { None },
            expected: Expected::Type(known.clone()),
            message,
        });
    }

    /// Compares a create body, of the entity type of the parameter or of one that derives from it. `value` is the
    /// type `ty` without what is around it.
    fn body(&mut self, wire: &str, ty: &Type, value: &Type, body: &Ident, call: Call, known: &TypeRef) {
        if is_abstract(&known.name) {
            return;
        }
        let usage = Usage::Parameter(call);
        let given = field_type::option(ty).unwrap_or(ty);
        let is_collection = field_type::vec(field_type::nullable(given).unwrap_or(given)).is_some();
        let span = field_type::name_span(value);
        if is_collection != known.is_collection {
            let message = self.message(wire, known, usage, "a single ");
            return self.error(span, message);
        }
        let wire_name = first_lower(body);
        if last_segment(&known.name) == wire_name {
            return;
        }
        let fits = |name: &&String| self.api.derives(name, &known.name);
        let message = self.message(wire, known, usage, "");
        let mut alike = self.api.types.keys().filter(|name| last_segment(name) == wire_name).peekable();
        if alike.peek().is_some() {
            if !alike.any(|name| fits(&name)) {
                self.error(span, message);
            }
            return;
        }
        let derived = self.api.types.keys().filter(fits);
        let names = core::iter::once(&known.name).chain(derived).cloned().collect();
        let (parameter_of, expected) = (Some(call), Expected::AnyOf(names));
        self.assert(Assertion { ty: ty.clone(), span, parameter_of, expected, message });
    }

    /// Leaves a comparison to the compiler, once: a parameter is compared for each address.
    fn assert(&mut self, assertion: Assertion) {
        if !self.assertions.iter().any(|other| other.is_same(&assertion)) {
            self.assertions.push(assertion);
        }
    }

    /// Reports a result that is bytes or a collection although the type in the lock is not.
    pub(super) fn result_differs(&mut self, at: Span, known: &TypeRef) {
        let single = if known.is_collection { "" } else { "a single " };
        let message = self.message("", known, Usage::Result, single);
        self.error(at, message);
    }

    /// What the type is and what to write. `single` is written before a type that is not a collection.
    fn message(&self, wire: &str, known: &TypeRef, usage: Usage, single: &str) -> String {
        let TypeRef { name, is_collection } = known;
        let mut rust =
            field_type::of_edm(name).map_or_else(|| first_upper(last_segment(name)), str::to_owned);
        if matches!(self.api.types.get(name), Some(KnownType::Enum(known)) if known.is_flags) {
            rust = format!("Flags<{rust}>");
        }
        let is_entity = matches!(self.api.types.get(name), Some(KnownType::Structured(known)) if known.form == Form::Entity);
        if is_entity && matches!(usage, Usage::Parameter(_)) {
            rust = format!("{rust}Patch<Create>");
        }
        let is_collection = *is_collection || usage == Usage::Items;
        let found =
            if is_collection { format!("a collection of `{name}`") } else { format!("{single}`{name}`") };
        if is_collection {
            rust = format!("Vec<{rust}>");
        }
        match usage {
            Usage::Property | Usage::Parameter(_) => format!("`{wire}` is {found}: write `{rust}`"),
            Usage::Result | Usage::Items => format!("the result is {found}: write `result = {rust}`"),
        }
    }
}

impl Assertion {
    /// Whether it asserts the same about the same field.
    pub(in crate::lock) fn is_same(&self, other: &Self) -> bool {
        self.message == other.message
    }

    /// Adds what the same assertion of another version allows.
    pub(in crate::lock) fn allow(&mut self, other: &Self) {
        if let (Expected::AnyOf(names), Expected::AnyOf(others)) = (&mut self.expected, &other.expected) {
            names.extend(others.iter().filter(|other| !names.contains(other)).cloned().collect::<Vec<_>>());
        }
    }
}

/// Whether a type in the metadata is a base of every type of its sort, so that all of them agree with it.
fn is_abstract(name: &str) -> bool {
    matches!(name, field_type::UNTYPED | "Edm.PrimitiveType" | "Edm.ComplexType" | "Edm.EntityType")
}
