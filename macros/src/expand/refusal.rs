//! The setters that refuse. A property that cannot be part of a PATCH has a setter with a bound that is never
//! satisfied, so that the compiler's message gives the reason.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};

use super::code::Code;
use crate::model::entity::Entity;
use crate::model::property::{Property, Refusal};
use crate::name::unraw;

// #[diagnostic::on_unimplemented(message = "property `id` is read-only: ...", ...)]
// pub trait sets_id {}
// impl sets_id for Nobody {}
pub(super) fn bounds(entity: &Entity<'_>) -> TokenStream {
    let mut code = Code::default();
    for property in &entity.structured.properties {
        bound(property, entity.no_prelude, &mut code);
    }
    code.finish()
}

/// The message of the compiler if the property is set.
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
            message: format!("property `{wire}` is set only on create: it cannot be part of a PATCH"),
            label: "Microsoft Graph refuses a change of this property",
            note: "the entity marks it `#[graph(create_only)]`".into(),
        },
    }
}

// Each property has a trait of its own, because the message must contain the name of the property literally:
// a marker type would be printed with its path as soon as two entities have one of that name.
fn bound(property: &Property<'_>, no_prelude: bool, code: &mut Code) {
    let Some(refusal) = property.refusal() else { return };
    let Diagnostic { message, label, note } = diagnostic(&property.wire, &refusal);
    let implementor = match refusal {
        Refusal::CreateOnly(_) | Refusal::Navigation(_) => "Create",
        Refusal::ReadOnly(_) | Refusal::ByRule(_) => "Nobody",
    };
    let name = bound_name(property, property.ident.span());
    // Without the prelude, `diagnostic` does not resolve.
    if !no_prelude {
        code.line(format_args!(
            "#[diagnostic::on_unimplemented(message = {message:?}, label = {label:?}, note = {note:?})]"
        ));
    }
    code.text("#[allow(non_camel_case_types, dead_code)] pub trait").tokens(&name).text("{}");
    if !no_prelude {
        code.text("#[diagnostic::do_not_recommend]");
    }
    code.text("impl").tokens(&name).line(format_args!("for __g::{implementor} {{}}"));
}

/// The bound of a setter, with the span of the key that states the rule: the compiler's note points there.
pub(super) fn predicate(property: &Property<'_>, mode: &Ident, span: Span) -> TokenStream {
    let name = bound_name(property, span);
    let mode = Ident::new(&mode.to_string(), span);
    quote_spanned!(span=> where #mode: #name)
}

/// The name of the trait. The prefix keeps it from hiding a type or a crate of the user.
fn bound_name(property: &Property<'_>, span: Span) -> Ident {
    format_ident!("sets_{}", unraw(property.ident), span = span)
}

// #[doc(hidden)]
// pub fn id<V>(self, _: V) -> Self where M: sets_id { unfinished() }
//
// `setter` emits the setter of a property that a create may set, with the same bound.
pub(super) fn method(property: &Property<'_>, predicate: &TokenStream, code: &mut Code) {
    code.text("#[doc(hidden)]").vis(property.vis).text("fn").tokens(property.ident);
    code.text("<V>(self, _: V) -> Self").tokens(predicate).text("{ __g::unfinished() }");
}
