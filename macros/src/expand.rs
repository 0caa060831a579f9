//! From a model to code. One generator an emitted item, the expansion it makes shown above it.
//!
//! What is emitted is paid for at every build of every user, so it is data and one-line forwarders: the work is done
//! in functions of the runtime, compiled once.

mod body;
mod entity;
mod enumeration;
mod patch;
mod refusal;
mod request;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ctxt::Ctxt;
use crate::entity::Entity;
use crate::enumeration::Enumeration;

/// Where the runtime is.
fn runtime(path: Option<&syn::Path>) -> TokenStream {
    path.map_or_else(|| quote!(::graph_entity), |path| quote!(#path))
}

/// Everything that an entity becomes beside itself. With faults, the same names and types without what would give
/// a second error about the same fault, so that the code that uses the entity stays quiet and completes.
pub(crate) fn entity(entity: &Entity<'_>, ctxt: Ctxt) -> TokenStream {
    let runtime = runtime(entity.attributes.runtime.as_ref());
    let model = patch::model(entity);
    let items = if entity.is_supported() {
        vec![
            entity::structured(entity),
            entity::about(entity),
            entity::serde(entity.ident),
            entity::debug(entity),
            request::constructors(entity),
            patch::traits(entity),
            patch::setters(entity),
            refusal::methods(entity),
        ]
    } else {
        vec![request::constructors(entity), patch::setters(entity), refusal::methods(entity)]
    };
    let errors = ctxt.into_tokens();
    quote! {
        #errors
        #model
        const _: () = {
            use #runtime::__private as __g;
            #(#items)*
        };
    }
}

/// Everything that an enumeration becomes beside itself.
pub(crate) fn enumeration(enumeration: &Enumeration<'_>, ctxt: Ctxt) -> TokenStream {
    let runtime = runtime(enumeration.runtime.as_ref());
    if enumeration.members.is_empty() && enumeration.unrecognized.is_none() {
        return ctxt.into_tokens();
    }
    let items = [enumeration::slot(enumeration), enumeration::text(enumeration, ctxt.is_clean())];
    let errors = ctxt.into_tokens();
    quote! {
        #errors
        const _: () = {
            use #runtime::__private as __g;
            #(#items)*
        };
    }
}
