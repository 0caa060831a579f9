//! The operations that the entity supports.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::code::Code;
use crate::model::entity::Entity;
use crate::name::unraw;

// impl<O: Usual> Permits<O> for State {}
//
// With `operations(get, update)`:
// #[diagnostic::on_unimplemented(message = "`State` has no such operation: ...", ...)]
// pub trait operations {}
// impl operations for operation::get {}
// impl operations for operation::update {}
// impl<O: operations> Permits<O> for State {}
pub(super) fn permits(entity: &Entity<'_>) -> TokenStream {
    let ident = entity.structured.ident;
    let Some(declared) = &entity.operations else {
        let mut code = Code::default();
        code.text("impl<O: __g::operation::Usual> __g::operation::Permits<O> for").tokens(ident).text("{}");
        return code.finish();
    };
    let names = declared.verbs().map(|verb| format!("`{verb}`")).collect::<Vec<_>>().join(", ");
    let message = format!("`{}` has no such operation: its operations are {names}", unraw(ident));
    let note = "the entity lists them in `operations(...)`";
    let verbs = declared.verbs();
    // The compiler's notes about the bound point to the attribute's key. Not `automatically_derived`: the
    // compiler would suggest to implement the trait by hand.
    let bound = Ident::new("operations", declared.span());
    let on_unimplemented = (!entity.no_prelude).then(|| {
        quote!(#[diagnostic::on_unimplemented(message = #message, label = "not among its operations", note = #note)])
    });
    quote! {
        #on_unimplemented
        #[allow(non_camel_case_types, dead_code)]
        pub trait operations {}
        #(impl operations for __g::operation::#verbs {})*
        impl<O: #bound> __g::operation::Permits<O> for #ident {}
    }
}
