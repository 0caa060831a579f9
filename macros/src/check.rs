//! The rules that look across fields, one function a rule. What one attribute alone can say wrong is found where it
//! is read.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::Attribute;
use syn::spanned::Spanned;

use crate::address::Address;
use crate::ctxt::Ctxt;
use crate::model::callable::{Call, Callable, ResultKind};
use crate::model::entity::Entity;
use crate::model::keys::serde_attributes;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::model::variants::EnumItem;
use crate::name::{self, unraw};
use crate::sort::rules::EXCLUSIONS;

/// Every rule of an entity.
pub(crate) fn entity(entity: &Entity<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    path_is_given(&entity.path, ctxt);
    structured(&entity.structured, attrs, ctxt);
    for property in &entity.structured.properties {
        setter_name_is_free(property, ctxt);
    }
    for address in core::iter::once(&entity.path).chain(&entity.further) {
        placeholder_is_not_patch(address, ctxt);
    }
    clear_names_are_free(&entity.structured.properties, ctxt);
    bind_names_are_free(&entity.structured.properties, ctxt);
    about_is_free(&entity.structured.properties, ctxt);
    key_is_one(&entity.structured.properties, ctxt);
}

/// Every rule of a complex type.
pub(crate) fn complex(complex: &Structured<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    structured(complex, attrs, ctxt);
    complex_has_no_navigation(complex, ctxt);
}

/// Every rule of an action or a function.
pub(crate) fn callable(callable: &Callable<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    // With a fault among the keys, the address or the result may be what is misspelt.
    if ctxt.is_clean() {
        callable_has_path(callable.call, &callable.path, ctxt);
        function_has_result(callable, ctxt);
    }
    structured(&callable.structured, attrs, ctxt);
    for address in callable.addresses() {
        callable_path_ends_with_name(callable.call, address, ctxt);
    }
}

/// Every rule of an enumeration and of a choice of derived types.
pub(crate) fn variants(item: &EnumItem<'_>, ctxt: &mut Ctxt) {
    unrecognized_is_kept(item, ctxt);
}

fn callable_has_path(call: Call, path: &Address, ctxt: &mut Ctxt) {
    if path.is_missing {
        ctxt.error(
            Span::call_site(),
            format_args!(
                "the {} needs its address: `#[{}(path = \"/deviceManagement/managedDevices/{{managedDeviceId}}/{}\")]`",
                call.noun(), call.attribute(), call.example()
            ),
        );
    }
}

/// A function is called for what it gives.
fn function_has_result(callable: &Callable<'_>, ctxt: &mut Ctxt) {
    if callable.call == Call::Function && matches!(callable.result.kind, ResultKind::Nothing) {
        ctxt.error(
            callable.result.span,
            "a function gives something: say what, such as `result = bool`, or `Vec<...>` for a collection",
        );
    }
}

/// Graph adds members and types to what it has published.
fn unrecognized_is_kept(item: &EnumItem<'_>, ctxt: &mut Ctxt) {
    if item.unrecognized.is_none() && ctxt.is_clean() {
        ctxt.error(
            item.ident.span(),
            format_args!(
                "enum `{}` has no place for {} that Graph adds later: add a variant `#[graph(unrecognized)] Unrecognized({})`",
                item.ident, item.sort.added, item.sort.kept_type
            ),
        );
    }
}

/// What is called is the last segment: a name, perhaps with the namespace before it.
fn callable_path_ends_with_name(call: Call, address: &Address, ctxt: &mut Ctxt) {
    if address.has_errors || address.ends_with_name() {
        return;
    }
    ctxt.error(
        address.span(),
        format_args!(
            "the path ends with something else than the {}'s name: expected an address such as \"/deviceManagement/managedDevices/{{managedDeviceId}}/{}\"",
            call.noun(), call.example()
        ),
    );
}

fn structured(structured: &Structured<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    no_serde_attribute(structured.sort.item.noun, attrs, ctxt);
    wire_names_differ(structured, ctxt);
    for property in &structured.properties {
        rules_agree(property, ctxt);
    }
    sensitive_debug_is_not_derived(structured, ctxt);
}

fn path_is_given(path: &Address, ctxt: &mut Ctxt) {
    if path.is_missing && ctxt.is_clean() {
        ctxt.error(
            Span::call_site(),
            "an entity needs its address: `#[graph_entity(path = \"/deviceManagement/deviceCategories/{deviceCategoryId}\")]`",
        );
    }
}

/// The placeholders are parameters of `update`, and so is the patch.
fn placeholder_is_not_patch(address: &Address, ctxt: &mut Ctxt) {
    for placeholder in &address.template.placeholders {
        if name::parameter(placeholder) == "patch" {
            ctxt.error(
                address.span(),
                format_args!(
                    "placeholder `{{{placeholder}}}` collides with the parameter for the patch: rename it"
                ),
            );
        }
    }
}

fn no_serde_attribute(noun: &str, attrs: &[Attribute], ctxt: &mut Ctxt) {
    for attr in serde_attributes(attrs) {
        ctxt.error(
            attr.span(),
            format_args!(
                "`#[serde(...)]` has no effect here: the {noun} is read and written by its own attributes, use `#[graph(name = \"...\")]` for a wire name"
            ),
        );
    }
}

fn wire_names_differ(structured: &Structured<'_>, ctxt: &mut Ctxt) {
    let plural = structured.sort.fields.plural;
    let mut known: HashMap<&str, &Property<'_>> = HashMap::new();
    for property in &structured.properties {
        let Some(other) = known.insert(&property.wire, property) else { continue };
        if property.rules.derived.is_some() {
            ctxt.error(property.wire_span, "two fields are marked `derived`: keep one");
        } else {
            ctxt.error(
                property.wire_span,
                format_args!(
                    "two {plural} are called `{}` on the wire: `{}` and `{}`, give one its own `#[graph(name = \"...\")]`",
                    property.wire, other.ident, property.ident
                ),
            );
        }
    }
}

/// Rules of one field that exclude each other.
fn rules_agree(property: &Property<'_>, ctxt: &mut Ctxt) {
    let rules = &property.rules;
    for (first, second, message) in EXCLUSIONS {
        if let (Some(at), Some(_)) = (rules.stated(first), rules.stated(second)) {
            ctxt.error(at, message);
        }
    }
    if let (Some(at), true) = (rules.create_only, property.is_key) {
        ctxt.error(at, "`id` is the key, which the service sets: remove `create_only`");
    }
}

/// Methods of the patch that a setter would hide.
fn setter_name_is_free(property: &Property<'_>, ctxt: &mut Ctxt) {
    let name = unraw(property.ident);
    if matches!(name.as_str(), "clone" | "default") {
        ctxt.error(
            property.ident.span(),
            format_args!(
                "field `{name}` hides the patch's method of that name: rename the field and keep the wire name with `#[graph(name = \"{}\")]`",
                property.wire
            ),
        );
    }
}

/// `x` with its `clear_x` beside a field that is called `clear_x`.
fn clear_names_are_free(properties: &[Property<'_>], ctxt: &mut Ctxt) {
    for property in properties {
        let name = unraw(property.ident);
        let Some(cleared) = name.strip_prefix("clear_") else { continue };
        if properties.iter().any(|other| unraw(other.ident) == cleared && other.has_clear()) {
            ctxt.error(
                property.ident.span(),
                format_args!(
                    "field `{name}` collides with the method that clears `{cleared}`: rename the field and keep the wire name with `#[graph(name = \"{}\")]`",
                    property.wire
                ),
            );
        }
    }
}

/// `x` with its `bind_x` beside a field that is called `bind_x`.
fn bind_names_are_free(properties: &[Property<'_>], ctxt: &mut Ctxt) {
    for property in properties {
        let name = unraw(property.ident);
        let Some(bound) = name.strip_prefix("bind_") else { continue };
        if properties.iter().any(|other| unraw(other.ident) == bound && other.rules.navigation.is_some()) {
            ctxt.error(
                property.ident.span(),
                format_args!(
                    "field `{name}` collides with the method that binds `{bound}`: rename the field and keep the wire name with `#[graph(name = \"{}\")]`",
                    property.wire
                ),
            );
        }
    }
}

/// `ABOUT`, which says everything about the entity, beside the handle of a field called `about`.
fn about_is_free(properties: &[Property<'_>], ctxt: &mut Ctxt) {
    for property in properties.iter().filter(|property| unraw(property.ident) == "about") {
        ctxt.error(
            property.ident.span(),
            format_args!(
                "field `about` has a handle of the name of the entity's own `ABOUT`: rename the field and keep the wire name with `#[graph(name = \"{}\")]`",
                property.wire
            ),
        );
    }
}

/// A field called `id` beside one that is `id` on the wire.
fn key_is_one(properties: &[Property<'_>], ctxt: &mut Ctxt) {
    let mut keys = properties.iter().filter(|property| property.is_key);
    if let (Some(first), Some(second)) = (keys.next(), keys.next())
        && first.wire != second.wire
    {
        ctxt.error(
            second.ident.span(),
            format_args!(
                "two fields are the key: `{}` and `{}`, name the other one differently here and on the wire",
                first.ident, second.ident
            ),
        );
    }
}

/// A complex value has no identity, and so no relationships that requests could follow.
fn complex_has_no_navigation(complex: &Structured<'_>, ctxt: &mut Ctxt) {
    for property in &complex.properties {
        if let Some(at) = property.rules.navigation {
            ctxt.error(
                at,
                "a complex type has no navigation property here: make it a property, or the struct an entity",
            );
        }
        if let Some(at) = property.rules.create_only {
            ctxt.error(
                at,
                "`create_only` says nothing inside of a complex type, which is written whole: remove it",
            );
        }
    }
}

/// The patch and the entity redact a sensitive property; a derived `Debug` would print it.
fn sensitive_debug_is_not_derived(structured: &Structured<'_>, ctxt: &mut Ctxt) {
    if let (true, Some(at)) = (structured.is_sensitive(), structured.derived_debug) {
        ctxt.error(
            at,
            "a derived `Debug` would print what is `sensitive`: remove it, the attribute gives the struct a `Debug` that redacts",
        );
    }
}
