//! The patch model: a newtype over the runtime's `PatchBody`, and its trait implementations.

use core::fmt::Display;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::code::Code;
use crate::model::entity::Entity;

pub(super) fn name(entity: &Entity<'_>) -> Ident {
    format_ident!("{}Patch", entity.structured.ident)
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

// impl<M> Clone, PartialEq, Default, Debug, Serialize, Deserialize, Deref, From, Patch for StatePatch<M>
pub(super) fn traits(entity: &Entity<'_>) -> TokenStream {
    let mut code = Code::default();
    let words: [(&str, &dyn Display); 3] =
        [("Patch", &name(entity)), ("State", entity.structured.ident), ("M", &entity.mode)];
    code.template(
        "
    #[automatically_derived]
    impl<$M> __g::Clone for $Patch<$M> {
        #[inline]
        fn clone(&self) -> Self {
            Self(__g::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<$M> __g::PartialEq for $Patch<$M> {
        #[inline]
        fn eq(&self, other: &Self) -> bool {
            self.0 == other.0
        }
    }
    #[automatically_derived]
    impl<$M> __g::Default for $Patch<$M> {
        #[inline]
        fn default() -> Self {
            Self(__g::PatchBody::new(<$State as __g::Structured>::INFO))
        }
    }
    #[automatically_derived]
    impl<$M> __g::Debug for $Patch<$M> {
        #[inline]
        fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
            __g::Debug::fmt(&self.0, f)
        }
    }
    #[automatically_derived]
    impl<$M> __g::Serialize for $Patch<$M> {
        #[inline]
        fn serialize<W: __g::Serializer>(&self, writer: W) -> __g::Result<W::Ok, W::Error> {
            __g::Serialize::serialize(&self.0, writer)
        }
    }
    #[automatically_derived]
    impl<$M> __g::Deref for $Patch<$M> {
        type Target = __g::PatchBody<$M>;
        #[inline]
        fn deref(&self) -> &__g::PatchBody<$M> {
            &self.0
        }
    }
    #[automatically_derived]
    impl<$M> __g::From<$Patch<$M>> for __g::PatchBody<$M> {
        #[inline]
        fn from(patch: $Patch<$M>) -> Self {
            patch.0
        }
    }
    #[automatically_derived]
    impl<$M> __g::From<__g::PatchBody<$M>> for $Patch<$M> {
        #[inline]
        fn from(body: __g::PatchBody<$M>) -> Self {
            Self(body)
        }
    }
    #[automatically_derived]
    impl<'de, $M: __g::Mode> __g::Deserialize<'de> for $Patch<$M> {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(reader: R) -> __g::Result<Self, R::Error> {
            __g::deserialize_patch(reader)
        }
    }
    #[automatically_derived]
    impl<$M: __g::Mode> __g::Patch for $Patch<$M> {
        type Entity = $State;
        type Mode = $M;
    }
",
        words,
    );
    code.finish()
}
