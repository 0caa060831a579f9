//! The validated model of an enumeration type.

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, Fields, LitStr};

use crate::ctxt::Ctxt;
use crate::model::variants::{EnumItem, Variant};
use crate::name;
use crate::sort::ENUMERATION;

/// An enumeration type: an enum whose variants are its members.
pub(crate) struct Enumeration<'a> {
    pub(crate) item: EnumItem<'a>,
    pub(crate) members: Vec<Member<'a>>,
}

/// A member: a variant with its name on the wire.
pub(crate) struct Member<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) wire: String,
    /// Where the name on the wire is written: in `name = "..."`, or as the variant's own.
    pub(crate) wire_span: Span,
    /// The number in the metadata, which may be negative and is never sent.
    pub(crate) value: Option<i64>,
    /// Whether it is deliberately not as the metadata has it.
    pub(crate) differs: Option<Span>,
    /// Whether errors in its attributes have been reported.
    pub(crate) has_errors: bool,
}

impl<'a> Enumeration<'a> {
    /// Reads an item. Reports an error and returns `None` if it cannot be an enumeration.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut members = Vec::new();
        let item =
            EnumItem::read(input, &ENUMERATION, ctxt, |variant, ctxt| add(variant, &mut members, ctxt))?;
        Some(Self { item, members })
    }

    /// Whether there is no valid variant, so that no code can be emitted.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.item.unrecognized.is_none()
    }
}

fn add<'a>(variant: Variant<'a>, members: &mut Vec<Member<'a>>, ctxt: &mut Ctxt) {
    let Variant { ident, fields, name, value, differs, has_errors } = variant;
    if !matches!(fields, Fields::Unit) {
        // After an error in its attribute, it may be the unrecognized variant with a misspelt key.
        if !has_errors {
            ctxt.error(
                ident.span(),
                format_args!("variant `{ident}` has fields: a member is only a name, or mark the variant `#[graph(unrecognized)]`"),
            );
        }
        return;
    }
    let wire_span = name.as_ref().map_or_else(|| ident.span(), LitStr::span);
    let wire = name.map_or_else(|| name::first_lower(ident), |name| name.value());
    if let Some(other) = members.iter().find(|member| member.wire == wire) {
        ctxt.error(
            ident.span(),
            format_args!(
                "two members are called `{wire}` on the wire: `{}` and `{ident}`, give one its own `#[graph(name = \"...\")]`",
                other.ident
            ),
        );
    }
    members.push(Member { ident, wire, wire_span, value, differs, has_errors });
}
