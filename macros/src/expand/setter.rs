//! The setters of the patch model. Each is a one-line forwarder.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::Attribute;

use super::body::Body;
use super::patch;
use super::refusal::predicate;
use crate::model::entity::Entity;
use crate::model::property::{Property, Refusal};
use crate::name::{self, unraw};

// impl<M> StatePatch<M> { setters }
pub(super) fn setters(entity: &Entity<'_>) -> TokenStream {
    let name = patch::name(entity);
    let (body, mode) = (Body::new(entity), &entity.mode);
    let methods = entity.structured.properties.iter().zip(0u16..).map(|(property, index)| {
        let setter = Setter { property, index, body: &body };
        match property.refusal() {
            None => setter.value(None),
            Some(Refusal::CreateOnly(span)) => setter.value(Some(&predicate(property, mode, span))),
            Some(Refusal::Navigation(span)) => setter.related(&predicate(property, mode, span)),
            // `refusal` emits a method that refuses.
            Some(Refusal::ReadOnly(_) | Refusal::ByRule(_)) => TokenStream::new(),
        }
    });
    quote! {
        #[allow(clippy::pedantic, non_snake_case, dead_code)]
        impl<#mode> #name<#mode> {
            #(#methods)*
        }
    }
}

struct Setter<'a> {
    property: &'a Property<'a>,
    index: u16,
    body: &'a Body,
}

impl Setter<'_> {
    // /// The field's docs.
    // pub fn script_output(self, value: impl Text) -> Self { Self(self.0.with_text(5, value)) }
    // pub fn count(self, value: i32) -> Self { Self(self.0.with(1, value)) }
    // pub fn state(self, value: RunState) -> Self {
    //     Self(<Option<RunState> as Field>::store(Some(value), self.0, 2))
    // }
    fn value(&self, bound: Option<&TokenStream>) -> TokenStream {
        let Property { ident, vis, docs, wire, .. } = self.property;
        let (index, ty, body) = (self.index, self.property.value_type(), patch::body());
        // A type of the runtime is stored directly. Any other goes through `Field`: if it is not a property
        // type, the bound is the same as everywhere else, and the compiler reports it once.
        let line = format!(" Sets `{wire}`.");
        let (param, stored) = if self.property.is_text() {
            (quote!(impl __g::Text), quote!(Self(self.#body.with_text(#index, value))))
        } else if self.property.has_runtime_type {
            (quote!(#ty), quote!(Self(self.#body.with(#index, value))))
        } else {
            let field = self.property.ty;
            let value = if self.property.is_boxed() { quote!(__g::Into::into(value)) } else { quote!(value) };
            let whole =
                if self.property.is_option() { quote!(__g::Option::Some(#value)) } else { quote!(value) };
            (quote!(#ty), quote!(Self(<#field as __g::Field>::store(#whole, self.#body, #index))))
        };
        let stored = self.body.or_unfinished(&stored);
        let gap = gap(docs);
        let clear = self.clear(bound);
        quote! {
            #(#docs)*
            #gap
            #[doc = #line]
            #[inline]
            #vis fn #ident(self, value: #param) -> Self #bound {
                #stored
            }
            #clear
        }
    }

    // pub fn clear_script_error(self) -> Self { Self(self.0.cleared(6)) }
    fn clear(&self, bound: Option<&TokenStream>) -> TokenStream {
        let Property { ident, vis, wire, .. } = self.property;
        let body = patch::body();
        let (index, name) = (self.index, format_ident!("clear_{}", unraw(ident), span = ident.span()));
        if !self.property.has_clear() || self.body.is_taken(&name) {
            return TokenStream::new();
        }
        let deprecated = self.property.deprecated();
        let line = format!(" Clears `{wire}`: sends `null`, or `[]` for a collection.");
        let stored = self.body.or_unfinished(&quote!(Self(self.#body.cleared(#index))));
        quote! {
            #[doc = #line]
            #deprecated
            #[inline]
            #vis fn #name(self) -> Self #bound {
                #stored
            }
        }
    }

    // pub fn category(self, value: impl Inline<Category>) -> Self { Self(self.0.with_inline(7, value)) }
    // pub fn bind_category<How>(self, reference: impl Reference<Category, How>) -> Self {
    //     Self(self.0.with_reference(7, reference))
    // }
    fn related(&self, bound: &TokenStream) -> TokenStream {
        let Property { ident, vis, docs, wire, .. } = self.property;
        let (index, ty, body) = (self.index, self.property.value_type(), patch::body());
        let how = name::type_parameter("How", [ty.to_token_stream()].into_iter());
        let name = format_ident!("bind_{}", unraw(ident), span = ident.span());
        let line = format!(" Creates `{wire}` along with the entity.");
        let inlined = self.body.or_unfinished(&quote!(Self(self.#body.with_inline::<#ty>(#index, value))));
        let bound_line = format!(" Binds `{wire}` to an existing entity.");
        let bound_to =
            self.body.or_unfinished(&quote!(Self(self.#body.with_reference::<#ty, #how>(#index, reference))));
        let gap = gap(docs);
        let deprecated = self.property.deprecated();
        let bind = (!self.body.is_taken(&name)).then(|| {
            quote! {
                #[doc = #bound_line]
                #deprecated
                #[inline]
                #vis fn #name<#how>(self, reference: impl __g::Reference<#ty, #how>) -> Self #bound {
                    #bound_to
                }
            }
        });
        quote! {
            #(#docs)*
            #gap
            #[doc = #line]
            #[inline]
            #vis fn #ident(self, value: impl __g::Inline<#ty>) -> Self #bound {
                #inlined
            }
            #bind
        }
    }
}

/// An empty line between the docs of the field and the generated line.
fn gap(docs: &[&Attribute]) -> Option<TokenStream> {
    let empty = "";
    (!docs.is_empty()).then(|| quote!(#[doc = #empty]))
}
