//! The setters of the patch model. Each is a one-line forwarder.

use proc_macro2::{Delimiter, TokenStream};
use quote::{ToTokens, format_ident};
use syn::Attribute;

use super::body::Body;
use super::code::Code;
use super::patch;
use super::refusal::{self, predicate};
use crate::model::entity::Entity;
use crate::model::property::{Property, Refusal};
use crate::name::{self, unraw};

// impl<M> StatePatch<M> { setters }
pub(super) fn setters(entity: &Entity<'_>) -> TokenStream {
    let name = patch::name(entity);
    let (body, mode) = (Body::new(entity), &entity.mode);
    let mut code = Code::default();
    code.line(format_args!(
        "#[allow(clippy::pedantic, non_snake_case, dead_code)] impl<{mode}> {name}<{mode}>"
    ));
    code.group(Delimiter::Brace, |code| {
        for (property, index) in entity.structured.properties.iter().zip(0u16..) {
            let setter = Setter { property, index, body: &body };
            match property.refusal() {
                None => setter.settable(None, code),
                Some(Refusal::CreateOnly(span)) => {
                    setter.settable(Some(&predicate(property, mode, span)), code);
                }
                Some(Refusal::Navigation(span)) => setter.related(&predicate(property, mode, span), code),
                Some(Refusal::ReadOnly(span) | Refusal::ByRule(span)) => {
                    refusal::method(property, &predicate(property, mode, span), code);
                }
            }
        }
    });
    code.finish()
}

struct Setter<'a> {
    property: &'a Property<'a>,
    index: u16,
    body: &'a Body,
}

impl Setter<'_> {
    fn settable(&self, bound: Option<&TokenStream>, code: &mut Code) {
        self.value(bound, code);
        self.clear(bound, code);
    }

    // /// The field's docs.
    // pub fn script_output(self, value: impl Text) -> Self { Self(self.0.with_text(5, value)) }
    // pub fn count(self, value: i32) -> Self { Self(self.0.with(1, value)) }
    // pub fn state(self, value: RunState) -> Self {
    //     Self(<Option<RunState> as Field>::store(Some(value), self.0, 2))
    // }
    fn value(&self, bound: Option<&TokenStream>, code: &mut Code) {
        let Property { ident, vis, ty, docs, wire, .. } = self.property;
        let index = self.index;
        documented(docs, &format!(" Sets `{wire}`."), code);
        code.text("#[inline]").vis(vis).text("fn").tokens(ident);
        // A type of the runtime is stored directly. Any other goes through `Field`: if it is not a property
        // type, the bound is the same as everywhere else, and the compiler reports it once.
        if self.property.is_text() {
            code.text("(self, value: impl __g::Text) -> Self").tokens(&bound);
            return self.body.add(code, |code| {
                code.line(format_args!("Self(self.0.with_text({index}u16, value))"));
            });
        }
        code.group(Delimiter::Parenthesis, |code| {
            code.text("self, value:").tokens(self.property.value_type());
        });
        code.text("-> Self").tokens(&bound);
        self.body.add(code, |code| {
            if self.property.has_runtime_type {
                code.line(format_args!("Self(self.0.with({index}u16, value))"));
                return;
            }
            let value = if self.property.is_boxed() { "__g::Into::into(value)" } else { "value" };
            code.text("Self");
            code.group(Delimiter::Parenthesis, |code| {
                code.text("<").tokens(ty).text("as __g::Field>::store");
                if self.property.is_option() {
                    code.line(format_args!("(__g::Option::Some({value}), self.0, {index}u16)"));
                } else {
                    code.line(format_args!("({value}, self.0, {index}u16)"));
                }
            });
        });
    }

    // pub fn clear_script_error(self) -> Self { Self(self.0.cleared(6)) }
    fn clear(&self, bound: Option<&TokenStream>, code: &mut Code) {
        let Property { ident, vis, wire, .. } = self.property;
        let (index, name) = (self.index, format_ident!("clear_{}", unraw(ident), span = ident.span()));
        if !self.property.has_clear() || self.body.is_taken(&name) {
            return;
        }
        code.doc(&format!(" Clears `{wire}`: sends `null`, or `[]` for a collection."));
        code.tokens(&self.property.deprecated()).text("#[inline]").vis(vis);
        code.text("fn").tokens(&name).text("(self) -> Self").tokens(&bound);
        self.body.add(code, |code| {
            code.line(format_args!("Self(self.0.cleared({index}u16))"));
        });
    }

    // pub fn category(self, value: impl Inline<Category>) -> Self { Self(self.0.with_inline(7, value)) }
    // pub fn bind_category<How>(self, reference: impl Reference<Category, How>) -> Self {
    //     Self(self.0.with_reference(7, reference))
    // }
    fn related(&self, bound: &TokenStream, code: &mut Code) {
        let Property { ident, vis, docs, wire, .. } = self.property;
        let (index, ty) = (self.index, self.property.value_type());
        documented(docs, &format!(" Creates `{wire}` along with the entity."), code);
        code.text("#[inline]").vis(vis).text("fn").tokens(ident);
        code.group(Delimiter::Parenthesis, |code| {
            code.text("self, value: impl __g::Inline<").tokens(ty).text(">");
        });
        code.text("-> Self").tokens(bound);
        self.body.add(code, |code| {
            code.text("Self").group(Delimiter::Parenthesis, |code| {
                code.text("self.0.with_inline::<").tokens(ty).line(format_args!(">({index}u16, value)"));
            });
        });
        let name = format_ident!("bind_{}", unraw(ident), span = ident.span());
        if self.body.is_taken(&name) {
            return;
        }
        let how = name::type_parameter("How", [ty.to_token_stream()].into_iter());
        code.doc(&format!(" Binds `{wire}` to an existing entity."));
        code.tokens(&self.property.deprecated()).text("#[inline]").vis(vis);
        code.text("fn").tokens(&name).line(format_args!("<{how}>"));
        code.group(Delimiter::Parenthesis, |code| {
            code.text("self, reference: impl __g::Reference<").tokens(ty).line(format_args!(", {how}>"));
        });
        code.text("-> Self").tokens(bound);
        self.body.add(code, |code| {
            code.text("Self").group(Delimiter::Parenthesis, |code| {
                code.text("self.0.with_reference::<").tokens(ty);
                code.line(format_args!(", {how}>({index}u16, reference)"));
            });
        });
    }
}

/// The docs of the field, and the generated line after an empty one.
fn documented(docs: &[&Attribute], line: &str, code: &mut Code) {
    for attribute in docs {
        code.tokens(attribute);
    }
    if !docs.is_empty() {
        code.doc("");
    }
    code.doc(line);
}
