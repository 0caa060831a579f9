//! The handles of properties for queries: a constant for each field.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::name::unraw;

// impl State {
//     /// The property `scriptOutput`, for queries.
//     pub const SCRIPT_OUTPUT: Property<Self, String> = Property::new("scriptOutput");
// }
pub(super) fn handles(structured: &Structured<'_>) -> TokenStream {
    let ident = structured.ident;
    // The handle of a field called `about` would collide with `ABOUT`, which has been reported.
    let is_named = |property: &&Property<'_>| !property.is_annotation() && unraw(property.ident) != "about";
    let handles = structured.properties.iter().filter(is_named).map(|property| {
        let (vis, ty, wire) = (property.vis, property.value_type(), &property.wire);
        let name = format_ident!("{}", unraw(property.ident).to_uppercase(), span = property.ident.span());
        let deprecated = property.deprecated();
        let line = format!(" The property `{wire}`, for queries.");
        quote! {
            #[doc = #line]
            #deprecated
            #vis const #name: __g::Property<Self, #ty> = __g::Property::new(#wire);
        }
    });
    quote! {
        impl #ident {
            #(#handles)*
        }
    }
}
