//! The methods that refuse: a property that no PATCH holds has a setter all the same, whose bound never holds and
//! whose message says why.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::model::entity::Entity;
use crate::model::property::{Property, Refusal};
use crate::name::unraw;

// #[diagnostic::on_unimplemented(message = "property `id` is read-only: ...", ...)]
// pub trait sets_id {}
// impl sets_id for Nobody {}
// impl<M> StatePatch<M> {
//     #[doc(hidden)]
//     pub fn id<V>(self, _: V) -> Self where M: sets_id { unfinished() }
// }
pub(super) fn methods(entity: &Entity<'_>) -> TokenStream {
    let refused: Vec<_> =
        entity.structured.properties.iter().filter(|property| property.refusal().is_some()).collect();
    if refused.is_empty() {
        return TokenStream::new();
    }
    let name = super::patch::name(entity);
    let bounds = refused.iter().map(|property| bound(property, entity.no_prelude));
    let mode = entity.mode();
    let methods = refused.iter().map(|property| method(property, &mode));
    quote! {
        #(#bounds)*
        #[allow(clippy::pedantic, non_snake_case, dead_code)]
        impl<#mode> #name<#mode> {
            #(#methods)*
        }
    }
}

/// What the compiler says where the property is set all the same.
struct Diagnostic {
    message: String,
    label: &'static str,
    note: String,
}

fn diagnostic(wire: &str, refusal: &Refusal) -> Diagnostic {
    let read_only = || format!("property `{wire}` is read-only: it cannot be part of a PATCH");
    match refusal {
        Refusal::ReadOnly(_) => Diagnostic {
            message: read_only(),
            label: "Microsoft Graph sets this property",
            note: "the entity marks it `#[graph(read_only)]`".into(),
        },
        Refusal::ByRule(_) => Diagnostic {
            message: read_only(),
            label: "Microsoft Graph sets this property",
            note: format!(
                "`{wire}` is {}, which is read-only by rule",
                if wire.contains('@') { "an annotation" } else { "the entity's key" }
            ),
        },
        Refusal::Navigation(_) => Diagnostic {
            message: format!("`{wire}` is a navigation property: it cannot be part of a PATCH"),
            label: "a related entity has requests of its own",
            note: "the entity marks it `#[graph(navigation)]`".into(),
        },
        Refusal::CreateOnly(_) => Diagnostic {
            message: format!("property `{wire}` is set on create alone: it cannot be part of a PATCH"),
            label: "Microsoft Graph refuses a change of this property",
            note: "the entity marks it `#[graph(create_only)]`".into(),
        },
    }
}

// A trait a property, since a message can hold the property's name only where it is written: the name of a marker
// type is printed with its path as soon as two entities have one.
fn bound(property: &Property<'_>, no_prelude: bool) -> TokenStream {
    let wire = &property.wire;
    let name = bound_name(property, property.ident.span());
    let Some(refusal) = property.refusal() else { return TokenStream::new() };
    let Diagnostic { message, label, note } = diagnostic(wire, &refusal);
    let implementor = match refusal {
        Refusal::CreateOnly(_) | Refusal::Navigation(_) => quote!(Create),
        Refusal::ReadOnly(_) | Refusal::ByRule(_) => quote!(Nobody),
    };
    // The words, save where the compiler does not know the attribute that holds them.
    let on_unimplemented = (!no_prelude)
        .then(|| quote!(#[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]));
    let do_not_recommend = (!no_prelude).then(|| quote!(#[diagnostic::do_not_recommend]));
    quote! {
        #on_unimplemented
        #[allow(non_camel_case_types, dead_code)]
        pub trait #name {}
        #do_not_recommend
        impl #name for __g::#implementor {}
    }
}

/// The bound of a setter, at the keyword that states the rule, so that the compiler's note points there.
pub(super) fn predicate(property: &Property<'_>, mode: &Ident, span: Span) -> TokenStream {
    let name = bound_name(property, span);
    let mode = Ident::new(&mode.to_string(), span);
    quote_spanned!(span=> where #mode: #name)
}

/// A name that no type or crate of the user's has, which would be hidden by it.
fn bound_name(property: &Property<'_>, span: Span) -> Ident {
    format_ident!("sets_{}", unraw(property.ident), span = span)
}

fn method(property: &Property<'_>, mode: &Ident) -> TokenStream {
    let Property { ident, vis, .. } = property;
    let predicate = match property.refusal() {
        Some(Refusal::ReadOnly(span) | Refusal::ByRule(span)) => predicate(property, mode, span),
        // Its setter is a real one, under the same bound.
        Some(Refusal::CreateOnly(_) | Refusal::Navigation(_)) | None => return TokenStream::new(),
    };
    quote! {
        #[doc(hidden)]
        #vis fn #ident<V>(self, _: V) -> Self #predicate {
            __g::unfinished()
        }
    }
}
