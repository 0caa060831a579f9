//! The implementation of a choice of derived types: a slot that is opened as the type which a value's
//! `@odata.type` names.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::one_of::{Choice, OneOf};

// impl Edm for Configuration {
//     const KIND = Kind::OneOf(...);
//     const VACANT = Self::Unrecognized(Value::Null);
// }
// impl Slot for Configuration { ... }
// impl OneOf for Configuration {
//     fn choose(&mut self, index: Option<usize>) -> Open<'_> { match index { Some(0) => ... } }
// }
pub(super) fn slot(one_of: &OneOf<'_>, is_clean: bool) -> TokenStream {
    let (ident, name) = (one_of.item.ident, one_of.item.odata_type());
    let types = one_of.choices.iter().map(|Choice { ty, .. }| quote_spanned!(ty.span()=> __g::info::<#ty>));
    let vacant = vacant(one_of);
    let views = one_of
        .choices
        .iter()
        .map(|Choice { ident, .. }| quote!(Self::#ident(value) => __g::View::Derived(value),));
    let kept =
        one_of.item.unrecognized.map(|variant| quote!(Self::#variant(value) => __g::View::Untyped(value),));
    // An invalid variant is not a choice, so the match needs an arm for it.
    let rest = (!is_clean).then(|| quote!(_ => __g::View::Null,));
    let chosen = one_of.choices.iter().enumerate().map(|(index, Choice { ident, ty })| {
        quote! {
            __g::Option::Some(#index) => {
                if !__g::matches!(self, Self::#ident(_)) {
                    *self = Self::#ident(<#ty as __g::Edm>::VACANT);
                }
            }
        }
    });
    let opened = one_of
        .choices
        .iter()
        .map(|Choice { ident, .. }| quote!(Self::#ident(value) => __g::Open::Object(value),));
    let opened_kept =
        one_of.item.unrecognized.map(|variant| quote!(Self::#variant(value) => __g::Open::Untyped(value),));
    let rest_opened = (!is_clean).then(|| quote!(_ => __g::Open::Closed,));
    quote! {
        #[automatically_derived]
        impl __g::Edm for #ident {
            const KIND: __g::Kind = __g::Kind::OneOf(|| {
                const INFO: &__g::OneOfInfo = &__g::OneOfInfo::new(#name, &[#(#types),*]);
                INFO
            });
            const VACANT: Self = #vacant;
        }
        #[automatically_derived]
        impl __g::Slot for #ident {
            fn kind(&self) -> __g::Kind {
                <Self as __g::Edm>::KIND
            }
            fn set(&mut self, _: __g::Scalar<'_>) -> __g::Result<(), __g::ValueErrorKind> {
                __g::Result::Err(__g::ValueErrorKind::Type)
            }
            fn open(&mut self) -> __g::Open<'_> {
                __g::Open::OneOf(self)
            }
            #[allow(unreachable_patterns)]
            fn view(&self) -> __g::View<'_> {
                match self {
                    #(#views)*
                    #kept
                    #rest
                }
            }
        }
        #[automatically_derived]
        impl __g::OneOf for #ident {
            #[allow(unreachable_patterns)]
            fn choose(&mut self, index: __g::Option<usize>) -> __g::Open<'_> {
                match index {
                    #(#chosen)*
                    _ => *self = <Self as __g::Edm>::VACANT,
                }
                match self {
                    #(#opened)*
                    #opened_kept
                    #rest_opened
                }
            }
        }
    }
}

// impl From<Windows10GeneralConfiguration> for Configuration { ... }
// impl DerivedFrom<Configuration> for Windows10GeneralConfiguration {}
// impl Single for Configuration {}
pub(super) fn conversions(one_of: &OneOf<'_>) -> TokenStream {
    let target = one_of.item.ident;
    let conversions = one_of.choices.iter().map(|Choice { ident, ty }| {
        quote! {
            #[automatically_derived]
            impl __g::From<#ty> for #target {
                #[inline]
                fn from(value: #ty) -> Self {
                    Self::#ident(value)
                }
            }
            #[automatically_derived]
            impl __g::DerivedFrom<#target> for #ty {}
        }
    });
    quote! {
        #(#conversions)*
        #[automatically_derived]
        impl __g::Single for #target {}
    }
}

/// The value before anything is read. Without an unrecognized variant, which has been reported, any other.
fn vacant(one_of: &OneOf<'_>) -> TokenStream {
    match (one_of.item.unrecognized, one_of.choices.first()) {
        (Some(variant), _) => quote!(Self::#variant(__g::Value::Null)),
        (None, Some(Choice { ident, ty })) => quote!(Self::#ident(<#ty as __g::Edm>::VACANT)),
        (None, None) => TokenStream::new(),
    }
}
