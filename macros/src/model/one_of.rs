//! The validated model of a choice of derived types.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{DeriveInput, Type};

use crate::ctxt::Ctxt;
use crate::field_type;
use crate::model::variants::{EnumItem, Variant};
use crate::sort::ONE_OF;

/// The types that a polymorphic value may have: an enum with a derived type in each variant.
pub(crate) struct OneOf<'a> {
    pub(crate) item: EnumItem<'a>,
    pub(crate) choices: Vec<Choice<'a>>,
}

/// A variant and the structured type that it holds.
pub(crate) struct Choice<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    /// Whether the variant holds it in a `Box`.
    pub(crate) is_boxed: bool,
    /// Whether it is deliberately not as the metadata has it.
    pub(crate) differs: Option<Span>,
}

impl<'a> OneOf<'a> {
    /// Reads an item. Reports an error and returns `None` if it cannot be a choice.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut choices = Vec::new();
        let item = EnumItem::read(input, &ONE_OF, ctxt, |variant, ctxt| add(&variant, &mut choices, ctxt))?;
        Some(Self { item, choices })
    }

    /// Whether there is no valid variant, so that no code can be emitted.
    pub(crate) fn is_empty(&self) -> bool {
        self.choices.is_empty() && self.item.unrecognized.is_none()
    }
}

fn add<'a>(variant: &Variant<'a>, choices: &mut Vec<Choice<'a>>, ctxt: &mut Ctxt) {
    let ident = variant.ident;
    let Some(held) = field_type::single_type(variant.fields) else {
        let message = format!("variant `{ident}` holds no type: write `{ident}(TheDerivedType)`");
        return ctxt.error(ident.span(), message);
    };
    let boxed = field_type::boxed(held);
    let (ty, is_boxed) = (boxed.unwrap_or(held), boxed.is_some());
    let written = |ty: &Type| ty.to_token_stream().to_string();
    if let Some(other) = choices.iter().find(|choice| written(choice.ty) == written(ty)) {
        return ctxt.error(
            ty.span(),
            format_args!("variants `{}` and `{ident}` hold the same type: remove one", other.ident),
        );
    }
    choices.push(Choice { ident, ty, is_boxed, differs: variant.differs });
}
