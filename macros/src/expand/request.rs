//! The constructors of patches, addresses and requests.

use proc_macro2::{Delimiter, Ident};
use quote::{format_ident, quote, quote_spanned};

use super::body::Body;
use super::code::Code;
use crate::address::Address;
use crate::model::entity::Entity;
use crate::name::unraw;

// pub fn patch() -> StatePatch { Default::default() }
// pub fn new_body() -> StatePatch<Create> { Default::default() }
// pub fn at(id: impl Into<PathValue>, ...) -> Address<Self> { Address::new(&[id.into(), ...]) }
// pub fn within(id: impl Into<PathValue>) -> Collection<Self> { Collection::new(&[id.into()]) }
// pub fn update(script_id: impl Into<PathValue>, ..., patch: StatePatch) -> Request<Option<Self>> { ... }
pub(super) fn constructors(entity: &Entity<'_>, code: &mut Code) {
    let vis = entity.structured.vis;
    let patch = super::patch::name(entity);
    let body = Body::new(entity);
    code.doc(" An empty patch.").text("#[inline]").vis(vis);
    code.text("fn patch() -> ").tokens(&patch);
    body.add(code, |code| {
        code.text("__g::Default::default()");
    });
    code.doc(" An empty body of a create.").text("#[inline]").vis(vis);
    code.text("fn new_body() -> ").tokens(&patch).text("<__g::Create>");
    body.add(code, |code| {
        code.text("__g::Default::default()");
    });
    for address in core::iter::once(&entity.path).chain(&entity.further) {
        self::address(entity, address, &body, code);
    }
    update(entity, &body, code);
}

// pub fn at_user(user_id: ..., ...) -> Address<Self> { Address::further("/users/{userId}/...", &[...]) }
// pub fn within_user(user_id: ...) -> Collection<Self> { Collection::further("/users/{userId}/...", &[...]) }
fn address(entity: &Entity<'_>, address: &Address, body: &Body, code: &mut Code) {
    let template = &address.template.text;
    let parameters = address.parameters();
    // The compiler suggests a function by its aliases: `Device::get("1")` is `Device::at("1").get()`.
    code.doc(&format!(" The address `{template}`."));
    if address.name.is_none() {
        code.text("#[doc(alias(\"get\", \"delete\"))]");
    }
    constructor(entity, address, Constructor { verb: "at", of: "Address" }, &parameters, body, code);
    if address.has_key() {
        let outer = &parameters[..parameters.len().saturating_sub(address.keys())];
        code.doc(&format!(" The collection of `{template}`."));
        if address.name.is_none() {
            code.text("#[doc(alias(\"list\", \"create\"))]");
        }
        constructor(entity, address, Constructor { verb: "within", of: "Collection" }, outer, body, code);
    }
}

/// A function that makes an address or a collection.
struct Constructor {
    verb: &'static str,
    of: &'static str,
}

fn constructor(
    entity: &Entity<'_>,
    address: &Address,
    Constructor { verb, of }: Constructor,
    parameters: &[Ident],
    body: &Body,
    code: &mut Code,
) {
    let name = match &address.name {
        Some(name) => format_ident!("{verb}_{}", unraw(name), span = name.span()),
        None => format_ident!("{verb}"),
    };
    code.text("#[inline]").vis(entity.structured.vis).text("fn").tokens(&name);
    code.group(Delimiter::Parenthesis, |code| declare(parameters, code));
    code.line(format_args!("-> __g::{of}<Self>"));
    body.add(code, |code| {
        let how = if address.name.is_some() { "further" } else { "new" };
        code.line(format_args!("__g::{of}::{how}"));
        code.group(Delimiter::Parenthesis, |code| {
            if address.name.is_some() {
                code.line(format_args!("{:?}, ", address.template.text));
            }
            code.text("&").group(Delimiter::Bracket, |code| {
                for parameter in parameters {
                    code.text("__g::Into::into").group(Delimiter::Parenthesis, |code| {
                        code.tokens(parameter);
                    });
                    code.text(",");
                }
            });
        });
    });
}

// script_id: impl Into<PathValue>,
fn declare(parameters: &[Ident], code: &mut Code) {
    for parameter in parameters {
        code.tokens(parameter).text(": impl __g::Into<__g::PathValue>,");
    }
}

// Without `update` in `operations(...)`, the function has a bound that fails where it is called.
fn update(entity: &Entity<'_>, body: &Body, code: &mut Code) {
    let template = entity.path_text();
    let parameters = entity.path.parameters();
    code.doc(&format!(
        " The request `PATCH {template}`. Its reply is the entity, or `None` if Graph answers 204."
    ));
    code.text("#[inline]").vis(entity.structured.vis).text("fn update");
    code.group(Delimiter::Parenthesis, |code| {
        declare(&parameters, code);
        code.text("patch: ").tokens(&super::patch::name(entity));
    });
    code.text("-> __g::Request<__g::Option<Self>>");
    let Some(operations) = entity.operations.as_ref().filter(|operations| !operations.has("update")) else {
        return body.add(code, |code| {
            code.text("Self::at").group(Delimiter::Parenthesis, |code| {
                code.tokens(&quote!(#(#parameters),*));
            });
            code.text(".update(patch)");
        });
    };
    // `for<'x>` delays the check to the call: a bound without parameters is checked where it is written.
    let bound = quote_spanned!(operations.span()=> where for<'x> __g::operation::update: operations);
    code.tokens(&bound).text("{ __g::unfinished() }");
}
