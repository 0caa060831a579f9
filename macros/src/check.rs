//! The rules that span several fields, variants or keys, one function each. Errors within one attribute are
//! found where it is read.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::Attribute;
use syn::spanned::Spanned;

use crate::address::Address;
use crate::ctxt::Ctxt;
use crate::field_type;
use crate::model::callable::{Call, Callable, ResultKind};
use crate::model::entity::Entity;
use crate::model::keys::serde_attributes;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::model::variants::EnumItem;
use crate::name::{self, unraw};
use crate::sort::rules::EXCLUSIONS;

/// Checks the rules of an entity.
pub(crate) fn entity(entity: &mut Entity<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    path_is_given(&entity.path, ctxt);
    structured(&mut entity.structured, attrs, ctxt);
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

/// Checks the rules of a complex type.
pub(crate) fn complex(complex: &mut Structured<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    structured(complex, attrs, ctxt);
    complex_has_no_navigation(complex, ctxt);
}

/// Checks the rules of an action or a function.
pub(crate) fn callable(callable: &mut Callable<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    // After an error in the keys, a misspelt `path` or `result` would be reported a second time as missing.
    if ctxt.is_clean() {
        callable_has_path(callable.call, &callable.path, ctxt);
        function_has_result(callable, ctxt);
    }
    structured(&mut callable.structured, attrs, ctxt);
    for address in callable.addresses() {
        callable_path_ends_with_name(callable.call, address, ctxt);
    }
}

/// Checks the rules that enumerations and choices of derived types share.
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

/// A function has no effects, so it is only called for its result.
fn function_has_result(callable: &Callable<'_>, ctxt: &mut Ctxt) {
    if callable.call == Call::Function && matches!(callable.result.kind, ResultKind::Nothing) {
        ctxt.error(
            callable.result.span,
            "a function gives something: say what, such as `result = bool`, or `Vec<...>` for a collection",
        );
    }
}

/// Graph adds members and derived types later, and they must not be lost.
fn unrecognized_is_kept(item: &EnumItem<'_>, ctxt: &mut Ctxt) {
    // After an error, the variant may be there with a misspelt attribute.
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

/// The last segment is the name of the action or function, with or without a namespace.
fn callable_path_ends_with_name(call: Call, address: &Address, ctxt: &mut Ctxt) {
    if address.has_errors || address.ends_with_name() {
        return;
    }
    if address.ends_with_parentheses() {
        return ctxt.error(
            address.span(),
            format_args!(
                "the path ends with parameters: those of {} are the fields of its struct, leave out the parentheses",
                if call == Call::Action { "an action" } else { "a function" }
            ),
        );
    }
    ctxt.error(
        address.span(),
        format_args!(
            "the path ends with something else than the {}'s name: expected an address such as \"/deviceManagement/managedDevices/{{managedDeviceId}}/{}\"",
            call.noun(), call.example()
        ),
    );
}

fn structured(structured: &mut Structured<'_>, attrs: &[Attribute], ctxt: &mut Ctxt) {
    no_serde_attribute(structured.sort.item.noun, attrs, ctxt);
    wire_names_differ(structured, ctxt);
    for property in &mut structured.properties {
        let before = ctxt.len();
        rules_agree(property, ctxt);
        key_has_type_of_keys(property, ctxt);
        navigation_leads_to_entity(property, ctxt);
        property.has_errors |= ctxt.len() > before;
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

/// Both the placeholders and the patch are parameters of `update`.
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

/// Some rules of a field exclude each other.
fn rules_agree(property: &Property<'_>, ctxt: &mut Ctxt) {
    let rules = &property.rules;
    for (first, second, message) in EXCLUSIONS {
        if let (Some(at), Some(_)) = (rules.stated(first), rules.stated(second)) {
            ctxt.error(at, message);
        }
    }
    if let (Some(at), true, None) = (rules.create_only, property.is_key, rules.key) {
        ctxt.error(
            at,
            "`id` is the key, which the service sets: remove `create_only`, or write `key, create_only` if a create gives it",
        );
    }
}

/// A key is a part of an address, so it is one value with a text form.
///
/// Source: OData CSDL 4.01, "Key".
fn key_has_type_of_keys(property: &Property<'_>, ctxt: &mut Ctxt) {
    if property.rules.key.is_none() || !property.is_supported {
        return;
    }
    let ty = property.value_type();
    if field_type::vec(ty).is_some() {
        return ctxt.error(
            field_type::name_span(ty),
            "a key is one value, not a collection: remove `key`, or mark each part of a compound key by itself",
        );
    }
    let edm = field_type::edm_name(ty);
    if let Some(edm @ ("Edm.Single" | "Edm.Double" | "Edm.Binary" | field_type::UNTYPED)) = edm {
        ctxt.error(
            field_type::name_span(ty),
            format_args!(
                "`{edm}` is not a key type of OData: a key is a text, a Guid, a whole number, a `Decimal`, a time, a `bool` or an enumeration"
            ),
        );
    }
}

/// Tokens show only the runtime's own types; whether a struct is an entity, they do not.
fn navigation_leads_to_entity(property: &Property<'_>, ctxt: &mut Ctxt) {
    if property.rules.navigation.is_none() || !property.is_supported {
        return;
    }
    let held = field_type::vec(property.value_type()).unwrap_or(property.value_type());
    let held = field_type::option(held).unwrap_or(held);
    if field_type::is_runtime_type(held)
        && let Some(edm) = field_type::edm_name(held)
        // Any JSON may be an entity.
        && edm != field_type::UNTYPED
    {
        ctxt.error(
            field_type::name_span(held),
            format_args!(
                "a navigation property leads to entities, and `{edm}` is a value: remove `navigation`"
            ),
        );
    }
}

/// A setter must not hide a method of a trait of the patch.
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

/// A field called `clear_x` collides with the method that clears `x`.
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

/// A field called `bind_x` collides with the method that binds `x`.
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

/// The handle of a field called `about` collides with the entity's own `ABOUT`.
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

/// One field may be called `id` while another is `id` on the wire; only one of them can be the key. Marked
/// fields are the parts of one key.
fn key_is_one(properties: &[Property<'_>], ctxt: &mut Ctxt) {
    let mut keys = properties.iter().filter(|property| property.is_key && property.rules.key.is_none());
    if let (Some(first), Some(second)) = (keys.next(), keys.next())
        // Two fields with one wire name are reported by `wire_names_differ`.
        && first.wire != second.wire
    {
        ctxt.error(
            second.ident.span(),
            format_args!(
                "two fields are the key: `{}` and `{}`, name the other one differently here and on the wire, or mark the key `#[graph(key)]`",
                first.ident, second.ident
            ),
        );
    }
}

/// A complex value has no identity, so requests cannot follow relationships from it.
fn complex_has_no_navigation(complex: &mut Structured<'_>, ctxt: &mut Ctxt) {
    for property in &mut complex.properties {
        let before = ctxt.len();
        if let Some(at) = property.rules.navigation {
            ctxt.error(
                at,
                "a complex type has no navigation property here: make it a property, or the struct an entity",
            );
        }
        if let Some(at) = property.rules.key {
            ctxt.error(at, "a complex type has no key: remove `key`, or make the struct an entity");
        }
        if let Some(at) = property.rules.create_only {
            ctxt.error(
                at,
                "`create_only` says nothing inside of a complex type, which is written whole: remove it",
            );
        }
        property.has_errors |= ctxt.len() > before;
    }
}

/// A derived `Debug` would print a sensitive property, which the generated one redacts.
fn sensitive_debug_is_not_derived(structured: &Structured<'_>, ctxt: &mut Ctxt) {
    if let (true, Some(at)) = (structured.is_sensitive(), structured.derived_debug) {
        ctxt.error(
            at,
            "a derived `Debug` would print what is `sensitive`: remove it, the attribute gives the struct a `Debug` that redacts",
        );
    }
}
