//! The patch model: a newtype over the runtime's `PatchBody`, and its trait implementations.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::model::entity::Entity;

pub(super) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Patch", entity.structured.ident)
}

/// The field of the patch model. A number in `quote!` would be parsed from its text each time.
pub(super) fn body() -> Literal {
    Literal::u8_unsuffixed(0)
}

// pub struct StatePatch<M = Update>(PatchBody<M>);
pub(super) fn model(entity: &Entity<'_>) -> TokenStream {
    let runtime = super::runtime(entity.structured.keys.runtime.as_ref());
    let (vis, name, mode) = (entity.structured.vis, name(entity), &entity.mode);
    let docs = format!(
        " A change to a [`{}`]: sends what is set or cleared, and nothing else.",
        entity.structured.ident
    );
    quote! {
        #[doc = #docs]
        #[must_use = "a patch does nothing until it is sent"]
        #vis struct #name<#mode = #runtime::Update>(#runtime::__private::PatchBody<#mode>);
    }
}

// impl<M> Clone, PartialEq, Default, Debug, Serialize, Deref, From, TryFrom, Patch for StatePatch<M>
pub(super) fn traits(entity: &Entity<'_>) -> TokenStream {
    let (ident, name, mode) = (entity.structured.ident, name(entity), &entity.mode);
    let body = body();
    quote! {
        #[automatically_derived]
        impl<#mode> __g::Clone for #name<#mode> {
            #[inline]
            fn clone(&self) -> Self {
                Self(__g::Clone::clone(&self.#body))
            }
        }
        #[automatically_derived]
        impl<#mode> __g::PartialEq for #name<#mode> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.#body == other.#body
            }
        }
        #[automatically_derived]
        impl<#mode> __g::Default for #name<#mode> {
            #[inline]
            fn default() -> Self {
                Self(__g::PatchBody::new(<#ident as __g::Structured>::INFO))
            }
        }
        #[automatically_derived]
        impl<#mode> __g::Debug for #name<#mode> {
            #[inline]
            fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
                __g::Debug::fmt(&self.#body, f)
            }
        }
        #[automatically_derived]
        impl<#mode> __g::Serialize for #name<#mode> {
            #[inline]
            fn serialize<W: __g::Serializer>(&self, writer: W) -> __g::Result<W::Ok, W::Error> {
                __g::Serialize::serialize(&self.#body, writer)
            }
        }
        #[automatically_derived]
        impl<#mode> __g::Deref for #name<#mode> {
            type Target = __g::PatchBody<#mode>;
            #[inline]
            fn deref(&self) -> &__g::PatchBody<#mode> {
                &self.#body
            }
        }
        #[automatically_derived]
        impl<#mode> __g::From<#name<#mode>> for __g::PatchBody<#mode> {
            #[inline]
            fn from(patch: #name<#mode>) -> Self {
                patch.#body
            }
        }
        #[automatically_derived]
        impl<#mode> __g::From<__g::PatchBody<#mode>> for #name<#mode> {
            #[inline]
            fn from(body: __g::PatchBody<#mode>) -> Self {
                Self(body)
            }
        }
        #[automatically_derived]
        impl<#mode: __g::Mode> __g::TryFrom<__g::Value> for #name<#mode> {
            type Error = __g::PatchError;
            #[inline]
            fn try_from(json: __g::Value) -> __g::Result<Self, __g::PatchError> {
                __g::PatchBody::from_json::<#ident>(json).map(Self)
            }
        }
        #[automatically_derived]
        impl<#mode: __g::Mode> __g::Patch for #name<#mode> {
            type Entity = #ident;
            type Mode = #mode;
        }
    }
}
