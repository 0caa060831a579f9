//! The patch model: a newtype over the runtime's body, and the traits it has.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::entity::Entity;

pub(super) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Patch", entity.structured.ident)
}

// pub struct StatePatch<M = Update>(PatchBody<M>);
pub(super) fn model(entity: &Entity<'_>) -> TokenStream {
    let runtime = super::runtime(entity.structured.keys.runtime.as_ref());
    let (vis, name) = (entity.structured.vis, name(entity));
    let docs = format!(
        " A change to a [`{}`]: what is set or cleared here is sent, everything else is left as it is.",
        entity.structured.ident
    );
    quote! {
        #[doc = #docs]
        #[must_use = "a patch does nothing until it is sent"]
        #vis struct #name<M = #runtime::Update>(#runtime::__private::PatchBody<M>);
    }
}

// impl<M> Clone, PartialEq, Default, Debug, Serialize, Deref, From, TryFrom and Patch for StatePatch<M>, each a forwarder
pub(super) fn traits(entity: &Entity<'_>) -> TokenStream {
    let (ident, name) = (entity.structured.ident, name(entity));
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
        impl<M> __g::From<__g::PatchBody<M>> for #name<M> {
            #[inline]
            fn from(body: __g::PatchBody<M>) -> Self {
                Self(body)
            }
        }
        #[automatically_derived]
        impl<M: __g::Mode> __g::TryFrom<__g::Value> for #name<M> {
            type Error = __g::PatchError;
            #[inline]
            fn try_from(json: __g::Value) -> __g::Result<Self, __g::PatchError> {
                __g::PatchBody::from_json::<#ident>(&json).map(Self)
            }
        }
        #[automatically_derived]
        impl<M: __g::Mode> __g::Patch for #name<M> {
            type Entity = #ident;
            type Mode = M;
        }
    }
}
