//! The constructors of patches, addresses and requests.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::body::Body;
use crate::address::Address;
use crate::model::entity::Entity;
use crate::name::unraw;

// impl State {
//     pub fn patch() -> StatePatch { Default::default() }
//     pub fn new_body() -> StatePatch<Create> { Default::default() }
//     pub fn at(id: impl Into<PathValue>, ...) -> Address<Self> { Address::new(&[id.into(), ...]) }
//     pub fn within(id: impl Into<PathValue>) -> Collection<Self> { Collection::new(&[id.into()]) }
//     pub fn update(script_id: impl Into<PathValue>, ..., patch: StatePatch) -> Request<Option<Self>> { ... }
// }
pub(super) fn constructors(entity: &Entity<'_>) -> TokenStream {
    let (ident, vis) = (entity.structured.ident, entity.structured.vis);
    let patch = super::patch::name(entity);
    let body = Body::new(entity);
    let started = body.or_unfinished(&quote!(__g::Default::default()));
    let addresses = core::iter::once(&entity.path)
        .chain(&entity.further)
        .map(|address| self::address(entity, address, &body));
    let update = update(entity, &body);
    quote! {
        #[allow(clippy::pedantic)]
        impl #ident {
            /// An empty patch.
            #[inline]
            #vis fn patch() -> #patch {
                #started
            }
            /// An empty body of a create.
            #[inline]
            #vis fn new_body() -> #patch<__g::Create> {
                #started
            }
            #(#addresses)*
            #update
        }
    }
}

// pub fn at_user(user_id: ..., ...) -> Address<Self> { Address::further("/users/{userId}/...", &[...]) }
fn address(entity: &Entity<'_>, address: &Address, body: &Body) -> TokenStream {
    let vis = entity.structured.vis;
    let template = &address.template.text;
    let parameters = address.parameters();
    let method = |verb: &str| match &address.name {
        Some(name) => format_ident!("{verb}_{}", unraw(name), span = name.span()),
        None => format_ident!("{verb}"),
    };
    let made = |of: &str, parameters: &[proc_macro2::Ident]| {
        let of = format_ident!("{of}");
        let values = quote!(&[#(__g::Into::into(#parameters)),*]);
        body.or_unfinished(&if address.name.is_some() {
            quote!(__g::#of::further(#template, #values))
        } else {
            quote!(__g::#of::new(#values))
        })
    };
    let (at, at_docs, addressed) =
        (method("at"), format!(" The address `{template}`."), made("Address", &parameters));
    // The compiler suggests a function by its aliases: `Device::get("1")` is `Device::at("1").get()`.
    let is_first = address.name.is_none();
    let at_alias = is_first.then(|| quote!(#[doc(alias("get", "delete"))]));
    let within_alias = is_first.then(|| quote!(#[doc(alias("list", "create"))]));
    let within = address.has_key().then(|| {
        let outer = &parameters[..parameters.len().saturating_sub(address.keys())];
        let (within, docs, collected) =
            (method("within"), format!(" The collection of `{template}`."), made("Collection", outer));
        quote! {
            #[doc = #docs]
            #within_alias
            #[inline]
            #vis fn #within(#(#outer: impl __g::Into<__g::PathValue>),*) -> __g::Collection<Self> {
                #collected
            }
        }
    });
    quote! {
        #[doc = #at_docs]
        #at_alias
        #[inline]
        #vis fn #at(#(#parameters: impl __g::Into<__g::PathValue>),*) -> __g::Address<Self> {
            #addressed
        }
        #within
    }
}

// Without `update` in `operations(...)`, the function has a bound that fails where it is called.
fn update(entity: &Entity<'_>, body: &Body) -> TokenStream {
    let vis = entity.structured.vis;
    let patch = super::patch::name(entity);
    let template = entity.path_text();
    let parameters = entity.path.parameters();
    let docs =
        format!(" The request `PATCH {template}`. Its reply is the entity, or `None` if Graph answers 204.");
    let without = entity.operations.as_ref().filter(|operations| !operations.has("update"));
    let updated = if without.is_none() {
        body.or_unfinished(&quote!(Self::at(#(#parameters),*).update(patch)))
    } else {
        quote!(__g::unfinished())
    };
    let bound = without.map(|operations| {
        let span = operations.span();
        // `for<'x>` delays the check to the call: a bound without parameters is checked where it is written.
        quote_spanned!(span=> where for<'x> __g::operation::update: operations)
    });
    quote! {
        #[doc = #docs]
        #[inline]
        #vis fn update(#(#parameters: impl __g::Into<__g::PathValue>,)* patch: #patch) -> __g::Request<__g::Option<Self>> #bound {
            #updated
        }
    }
}
