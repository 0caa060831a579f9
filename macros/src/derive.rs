//! From a derive's input to its output: parse, read, check, expand. Does not use `proc_macro`, so that unit
//! tests can run it.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::ctxt::Ctxt;
use crate::model::callable::{Call, Callable};
use crate::model::complex;
use crate::model::entity::Entity;
use crate::model::enumeration::Enumeration;
use crate::model::one_of::OneOf;
use crate::{bug, check, expand};

pub(crate) fn entity(item: TokenStream) -> TokenStream {
    run(item, |input, mut ctxt| match Entity::read(input, &mut ctxt) {
        Some(entity) => {
            check::entity(&entity, &input.attrs, &mut ctxt);
            expand::entity(&entity, ctxt)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn action(item: TokenStream) -> TokenStream {
    callable(Call::Action, item)
}

pub(crate) fn function(item: TokenStream) -> TokenStream {
    callable(Call::Function, item)
}

fn callable(call: Call, item: TokenStream) -> TokenStream {
    run(item, |input, mut ctxt| match Callable::read(call, input, &mut ctxt) {
        Some(callable) => {
            check::callable(&callable, &input.attrs, &mut ctxt);
            expand::callable(&callable, ctxt)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn complex(item: TokenStream) -> TokenStream {
    run(item, |input, mut ctxt| match complex::read(input, &mut ctxt) {
        Some(complex) => {
            check::complex(&complex, &input.attrs, &mut ctxt);
            expand::complex(&complex, ctxt)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn enumeration(item: TokenStream) -> TokenStream {
    run(item, |input, mut ctxt| match Enumeration::read(input, &mut ctxt) {
        Some(enumeration) => {
            check::variants(&enumeration.item, &mut ctxt);
            expand::enumeration(&enumeration, ctxt)
        }
        None => ctxt.into_tokens(),
    })
}

pub(crate) fn one_of(item: TokenStream) -> TokenStream {
    run(item, |input, mut ctxt| match OneOf::read(input, &mut ctxt) {
        Some(one_of) => {
            check::variants(&one_of.item, &mut ctxt);
            expand::one_of(&one_of, ctxt)
        }
        None => ctxt.into_tokens(),
    })
}

fn run(item: TokenStream, expand: impl FnOnce(&DeriveInput, Ctxt) -> TokenStream) -> TokenStream {
    bug::catch(|| match syn::parse2(item) {
        Ok(input) => expand(&input, Ctxt::default()),
        Err(error) => error.to_compile_error(),
    })
    .unwrap_or_else(|error| error)
}
