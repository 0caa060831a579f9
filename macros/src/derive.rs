//! From a derive's input to its output: parse, read, check, compare, expand. Does not use `proc_macro`, so that
//! unit tests can run it.

use std::io;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::DeriveInput;

use crate::ctxt::Ctxt;
use crate::model::callable::{Call, Callable};
use crate::model::complex;
use crate::model::entity::Entity;
use crate::model::enumeration::Enumeration;
use crate::model::one_of::OneOf;
use crate::package::Package;
use crate::{bug, check, expand, lock, note};

pub(crate) fn entity(item: TokenStream, package: &Package) -> TokenStream {
    run(item, |input, mut ctxt| match Entity::read(input, &mut ctxt) {
        Some(mut entity) => {
            check::entity(&mut entity, &input.attrs, &mut ctxt);
            noted(note::entity(&entity, package), &mut ctxt);
            let checked = lock::entity(&mut entity, package, &mut ctxt);
            let checked = expand::checked(entity.structured.keys.runtime.as_ref(), &checked);
            let items = expand::entity(&entity, ctxt);
            quote!(#items #checked)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn action(item: TokenStream, package: &Package) -> TokenStream {
    callable(Call::Action, item, package)
}

pub(crate) fn function(item: TokenStream, package: &Package) -> TokenStream {
    callable(Call::Function, item, package)
}

fn callable(call: Call, item: TokenStream, package: &Package) -> TokenStream {
    run(item, |input, mut ctxt| match Callable::read(call, input, &mut ctxt) {
        Some(mut callable) => {
            check::callable(&mut callable, &input.attrs, &mut ctxt);
            noted(note::callable(&callable, package), &mut ctxt);
            let checked = lock::callable(&callable, package, &mut ctxt);
            let checked = expand::checked(callable.structured.keys.runtime.as_ref(), &checked);
            let items = expand::callable(&callable, ctxt);
            quote!(#items #checked)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn complex(item: TokenStream, package: &Package) -> TokenStream {
    run(item, |input, mut ctxt| match complex::read(input, &mut ctxt) {
        Some(mut complex) => {
            check::complex(&mut complex, &input.attrs, &mut ctxt);
            noted(note::complex(&complex, package), &mut ctxt);
            let checked = lock::complex(&complex, package, &mut ctxt);
            let checked = expand::checked(complex.keys.runtime.as_ref(), &checked);
            let items = expand::complex(&complex, ctxt);
            quote!(#items #checked)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn enumeration(item: TokenStream, package: &Package) -> TokenStream {
    run(item, |input, mut ctxt| match Enumeration::read(input, &mut ctxt) {
        Some(enumeration) => {
            check::variants(&enumeration.item, &mut ctxt);
            noted(note::enumeration(&enumeration, package), &mut ctxt);
            let checked = lock::enumeration(&enumeration, package, &mut ctxt);
            let checked = expand::checked(enumeration.item.runtime.as_ref(), &checked);
            let items = expand::enumeration(&enumeration, ctxt);
            quote!(#items #checked)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn one_of(item: TokenStream, package: &Package) -> TokenStream {
    run(item, |input, mut ctxt| match OneOf::read(input, &mut ctxt) {
        Some(one_of) => {
            check::variants(&one_of.item, &mut ctxt);
            noted(note::one_of(&one_of, package), &mut ctxt);
            let checked = lock::one_of(&one_of, package, &mut ctxt);
            let checked = expand::checked(one_of.item.runtime.as_ref(), &checked);
            let items = expand::one_of(&one_of, ctxt);
            quote!(#items #checked)
        }
        None => ctxt.into_tokens(),
    })
}

/// A lock without the item would be wrong.
fn noted(result: io::Result<()>, ctxt: &mut Ctxt) {
    if let Err(error) = result {
        ctxt.error(
            Span::call_site(),
            format_args!("the item cannot be noted in `GRAPH_ENTITY_NOTES`: {error}"),
        );
    }
}

fn run(item: TokenStream, expand: impl FnOnce(&DeriveInput, Ctxt) -> TokenStream) -> TokenStream {
    bug::catch(|| match syn::parse2(item) {
        Ok(input) => expand(&input, Ctxt::default()),
        Err(error) => error.to_compile_error(),
    })
    .unwrap_or_else(|error| error)
}
