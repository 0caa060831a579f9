//! From a model to code. Each emitted item has its generator, with the expansion shown above it.
//!
//! Every user compiles the emitted code in every build. It therefore consists of data and one-line forwarders
//! to functions of the runtime, which are compiled once.

mod about;
mod body;
mod callable;
mod checked;
mod code;
mod enumeration;
mod handle;
mod one_of;
mod operations;
mod patch;
mod refusal;
mod request;
mod setter;
mod structured;

use proc_macro2::{Delimiter, TokenStream};
use quote::quote;

use self::code::Code;
use crate::ctxt::Ctxt;
use crate::lock::Checked;
use crate::model::callable::Callable;
use crate::model::entity::Entity;
use crate::model::enumeration::Enumeration;
use crate::model::one_of::OneOf;
use crate::model::structured::Structured;

/// The path of the runtime.
fn runtime(path: Option<&syn::Path>) -> TokenStream {
    path.map_or_else(|| quote!(::graph_entity), |path| quote!(#path))
}

/// The call that says of a description that it is deliberately not as the metadata has it. Nothing for all
/// others, so that they do not get longer.
fn differing(differs: bool) -> TokenStream {
    if differs { quote!(.differing()) } else { TokenStream::new() }
}

/// The items that are added to an entity. After an error they have the same names and types, so that code
/// that uses the entity completes in an editor and has no further errors. Items that would report the same
/// fault a second time are left out.
pub(crate) fn entity(entity: &Entity<'_>, ctxt: Ctxt) -> TokenStream {
    let mut items =
        vec![inherent(entity), refusal::bounds(entity), setter::setters(entity), operations::permits(entity)];
    if entity.structured.is_supported() {
        let sends_type = entity.structured.keys.annotation != Some(false);
        items.extend([
            structured::structured(&entity.structured, "EntityType", sends_type),
            structured::serde(entity.structured.ident),
            structured::debug(&entity.structured),
            about::about(entity),
            patch::traits(entity),
        ]);
    }
    let model = patch::model(entity);
    let rest = assemble(entity.structured.keys.runtime.as_ref(), &items, ctxt);
    quote!(#model #rest)
}

/// What the entity has itself, in one block: the compiler compares the names in each block with those in every
/// other.
fn inherent(entity: &Entity<'_>) -> TokenStream {
    own(&entity.structured, |code| {
        request::constructors(entity, code);
        if entity.structured.is_supported() {
            handle::handles(&entity.structured, code);
            about::constant(entity, code);
        }
    })
}

// impl State { ... }
fn own(structured: &Structured<'_>, fill: impl FnOnce(&mut Code)) -> TokenStream {
    let mut code = Code::default();
    code.text("#[allow(clippy::pedantic)] impl").tokens(structured.ident).group(Delimiter::Brace, fill);
    code.finish()
}

/// What a comparison with the lock leaves to the compiler.
pub(crate) fn checked(path: Option<&syn::Path>, checked: &Checked) -> TokenStream {
    checked::checked(&runtime(path), checked)
}

/// The items that are added to an action or a function.
pub(crate) fn callable(callable: &Callable<'_>, ctxt: Ctxt) -> TokenStream {
    let mut items = vec![callable::calls(callable)];
    if callable.is_supported() {
        items.extend([callable::about(callable), structured::debug(&callable.structured)]);
    }
    assemble(callable.structured.keys.runtime.as_ref(), &items, ctxt)
}

/// The items that are added to a complex type.
pub(crate) fn complex(complex: &Structured<'_>, ctxt: Ctxt) -> TokenStream {
    let mut items = Vec::new();
    if complex.is_supported() {
        let sends_type = complex.keys.annotation == Some(true);
        items.extend([
            structured::structured(complex, "ComplexType", sends_type),
            structured::serde(complex.ident),
            structured::debug(complex),
            own(complex, |code| handle::handles(complex, code)),
        ]);
    }
    assemble(complex.keys.runtime.as_ref(), &items, ctxt)
}

/// The items that are added to an enumeration.
pub(crate) fn enumeration(enumeration: &Enumeration<'_>, ctxt: Ctxt) -> TokenStream {
    if enumeration.is_empty() {
        return ctxt.into_tokens();
    }
    let items = [enumeration::names(enumeration, ctxt.is_clean()), enumeration::slot(enumeration)];
    assemble(enumeration.item.runtime.as_ref(), &items, ctxt)
}

/// The items that are added to a choice of derived types.
pub(crate) fn one_of(one_of: &OneOf<'_>, ctxt: Ctxt) -> TokenStream {
    if one_of.is_empty() {
        return ctxt.into_tokens();
    }
    let items = [
        one_of::slot(one_of, ctxt.is_clean()),
        one_of::conversions(one_of),
        structured::serde(one_of.item.ident),
    ];
    assemble(one_of.item.runtime.as_ref(), &items, ctxt)
}

/// The errors, and the items in a block in which the runtime has a short name.
fn assemble(path: Option<&syn::Path>, items: &[TokenStream], ctxt: Ctxt) -> TokenStream {
    let runtime = runtime(path);
    let errors = ctxt.into_tokens();
    quote! {
        #errors
        // The item, its fields and its variants may be deprecated, which is not news where they are declared.
        #[allow(deprecated)]
        const _: () = {
            use #runtime::__private as __g;
            #(#items)*
        };
    }
}
