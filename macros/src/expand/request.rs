//! The ways from the entity to a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::body::Body;
use crate::entity::Entity;

// impl State {
//     pub fn patch() -> StatePatch { Default::default() }
//     pub fn new_body() -> StatePatch<Create> { Default::default() }
//     pub fn at(script_id: impl Into<PathValue>, ...) -> Address<Self> { Address::new(&[script_id.into(), ...]) }
//     pub fn update(script_id: impl Into<PathValue>, ..., patch: StatePatch) -> Request<Option<Self>> { ... }
// }
pub(super) fn constructors(entity: &Entity<'_>) -> TokenStream {
    let (ident, vis) = (entity.structured.ident, entity.structured.vis);
    let patch = super::patch::name(entity);
    let body = Body::of(entity);
    let parameters = entity.parameters();
    let template = entity.path_text();
    let at_docs = format!(" The address of one: `{template}`.");
    let update_docs = format!(
        " Changes one: `PATCH {template}`. The reply holds the entity, or nothing where Graph answers 204."
    );
    let started = body.real(&quote!(__g::Default::default()));
    let addressed = body.real(&quote!(__g::Address::new(&[#(__g::Into::into(#parameters)),*])));
    let updated = body.real(&quote!(Self::at(#(#parameters),*).update(patch)));
    quote! {
        #[allow(clippy::pedantic)]
        impl #ident {
            /// A change that names nothing yet.
            #[inline]
            #vis fn patch() -> #patch {
                #started
            }
            /// The body of a create, which names nothing yet.
            #[inline]
            #vis fn new_body() -> #patch<__g::Create> {
                #started
            }
            #[doc = #at_docs]
            #[inline]
            #vis fn at(#(#parameters: impl __g::Into<__g::PathValue>),*) -> __g::Address<Self> {
                #addressed
            }
            #[doc = #update_docs]
            #[inline]
            #vis fn update(#(#parameters: impl __g::Into<__g::PathValue>,)* patch: #patch) -> __g::Request<__g::Option<Self>> {
                #updated
            }
        }
    }
}
