//! What a comparison with the lock leaves to the compiler: to track the file, and the types that only the
//! compiler knows. Nothing for most items.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::lock::{Assertion, Checked, Expected, TypeRef};
use crate::model::callable::Call;

pub(super) fn checked(runtime: &TokenStream, checked: &Checked) -> TokenStream {
    let tracked = checked.untracked.as_deref().and_then(Path::to_str).map(tracked);
    let assertions = checked.assertions.iter().map(|assertion| self::assertion(runtime, assertion));
    quote!(#tracked #(#assertions)*)
}

// const _: () = { fn _schema() { ::core::include_bytes!("/home/me/project/graph-schema.lock"); } };
//
// In the body of a function, since the value of a constant would be stored in the crate's metadata.
fn tracked(path: &str) -> TokenStream {
    quote! {
        const _: () = {
            fn _schema() {
                ::core::include_bytes!(#path);
            }
        };
    }
}

// const _: () = {
//     use ::graph_entity::__private as __g;
//     __g::assert_type(
//         <Option<State> as __g::Field>::TYPE_NAME,
//         &<Option<State> as __g::Field>::KIND,
//         "microsoft.graph.runState", false, "`detectionState` is `microsoft.graph.runState`: write `RunState`",
//     );
// };
//
// A choice of derived types: __g::assert_any_type(<Guide as __g::Field>::TYPE_NAME, &["microsoft.graph.guide"], "...")
fn assertion(runtime: &TokenStream, assertion: &Assertion) -> TokenStream {
    let Assertion { ty, span, parameter_of, expected, message } = assertion;
    let span = *span;
    let bound = match parameter_of {
        None => quote_spanned!(span=> __g::Field),
        Some(Call::Function) => quote_spanned!(span=> __g::Parameter),
        Some(Call::Action) => quote_spanned!(span=> __g::Parameter<_>),
    };
    let asserted = match expected {
        Expected::Type(TypeRef { name, is_collection }) => quote_spanned! {span=>
            __g::assert_type(<#ty as #bound>::TYPE_NAME, &<#ty as #bound>::KIND, #name, #is_collection, #message)
        },
        Expected::AnyOf(names) => quote_spanned! {span=>
            __g::assert_any_type(<#ty as #bound>::TYPE_NAME, &[#(#names),*], #message)
        },
    };
    quote! {
        const _: () = {
            use #runtime::__private as __g;
            #asserted
        };
    }
}
