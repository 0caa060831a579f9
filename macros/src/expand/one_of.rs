//! The implementation of a choice of derived types: a slot that is opened as the type which a value's
//! `@odata.type` names.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::differing;
use crate::model::one_of::{Choice, OneOf};

// impl Polymorphic for Configuration {
//     const INFO: &'static OneOfInfo = &OneOfInfo::new("microsoft.graph.configuration", &[...]);
//     const VACANT: Self = Self::Unrecognized(Value::Null);
//     fn choose(&mut self, index: Option<usize>) -> Open<'_> { match index { Some(0) => ... } }
//     fn view(&self) -> View<'_> { match self { Self::General(value) => View::Derived(value), ... } }
// }
// impl Composite for Configuration { type Form = ChoiceType; }
pub(super) fn slot(one_of: &OneOf<'_>, is_clean: bool) -> TokenStream {
    let (ident, name) = (one_of.item.ident, one_of.item.odata_type());
    let types = one_of.choices.iter().map(|Choice { ty, .. }| quote_spanned!(ty.span()=> __g::kind::<#ty>()));
    let vacant = vacant(one_of);
    let differs =
        one_of.item.differs.is_some() || one_of.choices.iter().any(|choice| choice.differs.is_some());
    let differing = differing(differs);
    let views = one_of.choices.iter().map(|Choice { ident, is_boxed, .. }| {
        let value = if *is_boxed { quote!(&**value) } else { quote!(value) };
        quote!(Self::#ident(value) => __g::View::Derived(#value),)
    });
    let kept =
        one_of.item.unrecognized.map(|variant| quote!(Self::#variant(value) => __g::View::Untyped(value),));
    // An invalid variant is not a choice, so the match needs an arm for it.
    let rest = (!is_clean).then(|| quote!(_ => __g::View::Null,));
    let chosen = one_of.choices.iter().enumerate().map(|(index, choice)| {
        let (ident, made) = (choice.ident, choice.vacant());
        quote! {
            __g::Option::Some(#index) => {
                if !__g::matches!(self, Self::#ident(_)) {
                    *self = Self::#ident(#made);
                }
            }
        }
    });
    let opened = one_of.choices.iter().map(|Choice { ident, is_boxed, .. }| {
        let value = if *is_boxed { quote!(&mut **value) } else { quote!(value) };
        quote!(Self::#ident(value) => __g::Open::Object(#value),)
    });
    let opened_kept =
        one_of.item.unrecognized.map(|variant| quote!(Self::#variant(value) => __g::Open::Untyped(value),));
    let rest_opened = (!is_clean).then(|| quote!(_ => __g::Open::Closed,));
    quote! {
        #[automatically_derived]
        impl __g::Polymorphic for #ident {
            const INFO: &'static __g::OneOfInfo = &__g::OneOfInfo::new(#name, &[#(#types),*])#differing;
            const VACANT: Self = #vacant;
            #[allow(unreachable_patterns)]
            fn choose(&mut self, index: __g::Option<usize>) -> __g::Open<'_> {
                match index {
                    #(#chosen)*
                    _ => *self = <Self as __g::Polymorphic>::VACANT,
                }
                match self {
                    #(#opened)*
                    #opened_kept
                    #rest_opened
                }
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
        impl __g::Composite for #ident {
            type Form = __g::ChoiceType;
        }
    }
}

impl Choice<'_> {
    /// What the variant holds before anything is read. A boxed value is made, since no constant holds one.
    fn vacant(&self) -> TokenStream {
        let ty = self.ty;
        if self.is_boxed {
            quote!(__g::Into::into(<#ty as __g::Edm>::VACANT))
        } else {
            quote!(<#ty as __g::Edm>::VACANT)
        }
    }
}

// impl From<Windows10GeneralConfiguration> for Configuration { ... }
// impl DerivedFrom<Configuration> for Windows10GeneralConfiguration {}
// impl Single for Configuration {}
pub(super) fn conversions(one_of: &OneOf<'_>) -> TokenStream {
    let target = one_of.item.ident;
    let conversions = one_of.choices.iter().map(|Choice { ident, ty, is_boxed, .. }| {
        let value = if *is_boxed { quote!(__g::Into::into(value)) } else { quote!(value) };
        quote! {
            #[automatically_derived]
            impl __g::From<#ty> for #target {
                #[inline]
                fn from(value: #ty) -> Self {
                    Self::#ident(#value)
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
    match (one_of.item.unrecognized, one_of.choices.iter().find(|choice| !choice.is_boxed)) {
        (Some(variant), _) => quote!(Self::#variant(__g::Value::Null)),
        (None, Some(Choice { ident, ty, .. })) => quote!(Self::#ident(<#ty as __g::Edm>::VACANT)),
        (None, None) => quote!(__g::unfinished()),
    }
}
