//! The patch model: a newtype over the runtime's body, with a setter a property.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::body::Body;
use crate::entity::Entity;
use crate::name::unraw;
use crate::property::{Property, Refusal};

pub(super) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Patch", entity.ident)
}

// pub struct StatePatch<M = Update>(PatchBody<M>);
pub(super) fn model(entity: &Entity<'_>) -> TokenStream {
    let runtime = super::runtime(entity.attributes.runtime.as_ref());
    let (vis, name) = (entity.vis, name(entity));
    let docs = format!(
        " A change to a [`{}`]: what is set or cleared here is sent, everything else is left as it is.",
        entity.ident
    );
    quote! {
        #[doc = #docs]
        #[must_use = "a patch does nothing until it is sent"]
        #vis struct #name<M = #runtime::Update>(#runtime::__private::PatchBody<M>);
    }
}

// impl<M> Clone, PartialEq, Default, Debug, Serialize, Deref, From and Patch for StatePatch<M>, each a forwarder
pub(super) fn traits(entity: &Entity<'_>) -> TokenStream {
    let (ident, name) = (entity.ident, name(entity));
    quote! {
        #[automatically_derived]
        impl<M> __g::Clone for #name<M> {
            #[inline]
            fn clone(&self) -> Self {
                Self(__g::Clone::clone(&self.0))
            }
        }
        #[automatically_derived]
        impl<M> __g::PartialEq for #name<M> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        #[automatically_derived]
        impl<M> __g::Default for #name<M> {
            #[inline]
            fn default() -> Self {
                Self(__g::PatchBody::new(<#ident as __g::Structured>::INFO))
            }
        }
        #[automatically_derived]
        impl<M> __g::Debug for #name<M> {
            #[inline]
            fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
                __g::Debug::fmt(&self.0, f)
            }
        }
        #[automatically_derived]
        impl<M> __g::Serialize for #name<M> {
            #[inline]
            fn serialize<W: __g::Serializer>(&self, writer: W) -> __g::Result<W::Ok, W::Error> {
                __g::Serialize::serialize(&self.0, writer)
            }
        }
        #[automatically_derived]
        impl<M> __g::Deref for #name<M> {
            type Target = __g::PatchBody<M>;
            #[inline]
            fn deref(&self) -> &__g::PatchBody<M> {
                &self.0
            }
        }
        #[automatically_derived]
        impl<M> __g::From<#name<M>> for __g::PatchBody<M> {
            #[inline]
            fn from(patch: #name<M>) -> Self {
                patch.0
            }
        }
        #[automatically_derived]
        impl<M> __g::Patch for #name<M> {
            #[inline]
            fn body_mut(&mut self) -> &mut dyn __g::RawSet {
                &mut self.0
            }
        }
    }
}

// impl<M> StatePatch<M> { setters }
pub(super) fn setters(entity: &Entity<'_>) -> TokenStream {
    let name = name(entity);
    let body = Body::of(entity);
    let methods = entity.properties.iter().zip(0u16..).map(|(property, index)| match property.refusal() {
        None => {
            [setter(property, index, &body, None), clear(property, index, &body, None)].into_iter().collect()
        }
        Some(Refusal::CreateOnly(span)) => {
            let bound = super::refusal::predicate(property, span);
            [setter(property, index, &body, Some(&bound)), clear(property, index, &body, Some(&bound))]
                .into_iter()
                .collect()
        }
        Some(_) => TokenStream::new(),
    });
    quote! {
        #[allow(clippy::pedantic)]
        impl<M> #name<M> {
            #(#methods)*
        }
    }
}

// /// The field's docs.
// pub fn script_output(self, value: impl AsRef<str>) -> Self { Self(self.0.with_str(5, value.as_ref())) }
// pub fn detection_state(self, value: RunState) -> Self { Self(self.0.with(1, value)) }
fn setter(property: &Property<'_>, index: u16, body: &Body, bound: Option<&TokenStream>) -> TokenStream {
    let Property { ident, vis, docs, wire, .. } = property;
    let ty = property.value_type();
    let line = format!(" Sets `{wire}`.");
    let (param, stored) = if property.is_text() {
        (quote!(impl __g::AsRef<str>), quote!(Self(self.0.with_str(#index, value.as_ref()))))
    } else {
        (quote!(#ty), quote_spanned!(ty.span()=> Self(self.0.with::<#ty>(#index, value))))
    };
    let stored = body.real(&stored);
    let gap = gap(docs);
    quote! {
        #(#docs)*
        #gap
        #[doc = #line]
        #[inline]
        #vis fn #ident(self, value: #param) -> Self #bound {
            #stored
        }
    }
}

// pub fn clear_script_error(self) -> Self { Self(self.0.cleared(6)) }
fn clear(property: &Property<'_>, index: u16, body: &Body, bound: Option<&TokenStream>) -> TokenStream {
    if !property.has_clear() {
        return TokenStream::new();
    }
    let Property { ident, vis, wire, .. } = property;
    let name = format_ident!("clear_{}", unraw(ident), span = ident.span());
    if body.is_taken(&name) {
        return TokenStream::new();
    }
    let line = format!(" Clears `{wire}`: sends `null`, or `[]` for a collection.");
    let stored = body.real(&quote!(Self(self.0.cleared(#index))));
    quote! {
        #[doc = #line]
        #[inline]
        #vis fn #name(self) -> Self #bound {
            #stored
        }
    }
}

/// An empty line between the field's docs and ours.
fn gap(docs: &[&syn::Attribute]) -> Option<TokenStream> {
    (!docs.is_empty()).then(|| quote!(#[doc = ""]))
}
