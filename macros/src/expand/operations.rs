//! Which verbs the entity has.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::entity::Entity;
use crate::name::unraw;

// impl<O: Usual> Permits<O> for State {}
//
// With `operations(get, update)`:
// #[diagnostic::on_unimplemented(message = "`State` has no operation `{Self}`: its operations are `get`, `update`", ...)]
// pub trait operations {}
// impl operations for operation::Get {}
// impl operations for operation::Update {}
// impl<O: operations> Permits<O> for State {}
pub(super) fn permits(entity: &Entity<'_>) -> TokenStream {
    let ident = entity.structured.ident;
    let Some(declared) = &entity.operations else {
        return quote! {
            #[automatically_derived]
            impl<O: __g::operation::Usual> __g::operation::Permits<O> for #ident {}
        };
    };
    let names = declared.verbs().map(|verb| format!("`{verb}`")).collect::<Vec<_>>().join(", ");
    let message = format!("`{}` has no such operation: its operations are {names}", unraw(ident));
    let note = "the entity lists them in `operations(...)`";
    let verbs = declared.verbs().map(|verb| format_ident!("{}", capital(&verb.to_string())));
    let words = (!entity.no_prelude).then(|| {
        quote!(#[diagnostic::on_unimplemented(message = #message, label = "not among its operations", note = #note)])
    });
    quote! {
        #words
        #[allow(non_camel_case_types, dead_code)]
        pub trait operations {}
        #(impl operations for __g::operation::#verbs {})*
        #[automatically_derived]
        impl<O: operations> __g::operation::Permits<O> for #ident {}
    }
}

fn capital(verb: &str) -> String {
    let mut chars = verb.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
