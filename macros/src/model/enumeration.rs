//! The validated model of an enumeration type.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Data, DeriveInput, Fields, LitStr, Path, Variant};

use crate::attr::{self, Value};
use crate::ctxt::Ctxt;
use crate::model::property::wire_name;
use crate::model::structured::{no_parameters, odata_type_name, qualified, runtime_path, serde_attributes};
use crate::{field_type, name};

const KEYS: &[&str] = &["flags", "evolvable", "odata_type", "crate"];
const VARIANT_KEYS: &[&str] = &["name", "value", "unrecognized"];

/// An enumeration type: its members, and the variant for those this build does not know.
pub(crate) struct Enumeration<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) members: Vec<Member<'a>>,
    pub(crate) unrecognized: Option<&'a Ident>,
    pub(crate) flags: Option<Span>,
    pub(crate) evolvable: Option<Span>,
    odata_type: Option<LitStr>,
    pub(crate) runtime: Option<Path>,
}

/// A variant with its name on the wire.
pub(crate) struct Member<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) wire: String,
    /// The number in the metadata, negative ones and gaps included; it never travels.
    pub(crate) value: Option<i64>,
}

impl<'a> Enumeration<'a> {
    /// Reads an item. None where it cannot be an enumeration, and then the faults say so.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let Data::Enum(data) = &input.data else {
            ctxt.error(
                input.ident.span(),
                format_args!(
                    "`{}` is no enum: `#[graph_enum]` goes on an enum with one variant a member",
                    input.ident
                ),
            );
            return None;
        };
        if !no_parameters(input, "enum", ctxt) {
            return None;
        }
        let mut found = Self {
            ident: &input.ident,
            members: Vec::new(),
            unrecognized: None,
            flags: None,
            evolvable: None,
            odata_type: None,
            runtime: None,
        };
        found.read_attributes(input, ctxt);
        for variant in &data.variants {
            found.read_variant(variant, ctxt);
        }
        found.check(ctxt);
        Some(found)
    }

    /// Whether there is no variant that could be emitted for.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.unrecognized.is_none()
    }

    /// Qualified name of the OData type.
    pub(crate) fn odata_type(&self) -> String {
        qualified(self.odata_type.as_ref(), self.ident)
    }

    fn read_attributes(&mut self, input: &DeriveInput, ctxt: &mut Ctxt) {
        for serde in serde_attributes(&input.attrs) {
            ctxt.error(
                syn::spanned::Spanned::span(serde),
                "`#[serde(...)]` has no effect here: use `#[graph(name = \"...\")]` for a member's wire name",
            );
        }
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match (&arg.value, arg.key.to_string().as_str()) {
                (Value::List(tokens), "enumeration") => self.read_keys(tokens.clone(), ctxt),
                _ => arg.misplaced("graph_enum", ctxt),
            }
        }
    }

    fn read_keys(&mut self, tokens: TokenStream, ctxt: &mut Ctxt) {
        for arg in attr::args(tokens, ctxt) {
            match arg.key.to_string().as_str() {
                "flags" => {
                    let span = arg.flag(ctxt);
                    attr::once(&mut self.flags, &arg, span, ctxt);
                }
                "evolvable" => {
                    let span = arg.flag(ctxt);
                    attr::once(&mut self.evolvable, &arg, span, ctxt);
                }
                "odata_type" => {
                    let name = odata_type_name(&arg, ctxt);
                    attr::once(&mut self.odata_type, &arg, name, ctxt);
                }
                "crate" => {
                    let path = runtime_path(&arg, ctxt);
                    attr::once(&mut self.runtime, &arg, path, ctxt);
                }
                _ => arg.unknown("an enum", KEYS, ctxt),
            }
        }
    }

    fn read_variant(&mut self, variant: &'a Variant, ctxt: &mut Ctxt) {
        let mut given_name = None;
        let mut value = None;
        let mut unrecognized = None;
        let faults = ctxt.len();
        for arg in attr::graph_args(&variant.attrs, ctxt) {
            match arg.key.to_string().as_str() {
                "name" => {
                    let text = wire_name(&arg, ctxt);
                    attr::once(&mut given_name, &arg, text, ctxt);
                }
                "value" => {
                    let number = arg.integer(ctxt);
                    attr::once(&mut value, &arg, number, ctxt);
                }
                "unrecognized" => {
                    let span = arg.flag(ctxt);
                    attr::once(&mut unrecognized, &arg, span, ctxt);
                }
                _ => arg.unknown("a variant", VARIANT_KEYS, ctxt),
            }
        }
        match (unrecognized, &variant.fields) {
            (Some(at), fields) => self.read_unrecognized(at, variant, fields, ctxt),
            (None, Fields::Unit) => {
                let wire = given_name.map_or_else(|| name::first_lower(&variant.ident), |text| text.value());
                self.add_member(variant, wire, value, ctxt);
            }
            // What the variant is may be what its attribute failed to say.
            (None, _) if ctxt.len() > faults => {}
            (None, _) => ctxt.error(
                variant.ident.span(),
                format_args!("variant `{}` has fields: a member is a name alone, or mark the variant `#[graph(unrecognized)]`", variant.ident),
            ),
        }
    }

    fn read_unrecognized(&mut self, at: Span, variant: &'a Variant, fields: &Fields, ctxt: &mut Ctxt) {
        let is_text = matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1 && fields.unnamed.iter().all(|field| field_type::is_string(&field.ty)));
        if !is_text {
            let name = &variant.ident;
            return ctxt.error(
                variant.ident.span(),
                format_args!("the unrecognized variant keeps the member's name: write `{name}(String)`"),
            );
        }
        if self.unrecognized.is_some() {
            return ctxt.error(at, "two variants are marked `unrecognized`: keep one");
        }
        self.unrecognized = Some(&variant.ident);
    }

    fn add_member(&mut self, variant: &'a Variant, wire: String, value: Option<i64>, ctxt: &mut Ctxt) {
        if let Some(other) = self.members.iter().find(|member| member.wire == wire) {
            ctxt.error(
                variant.ident.span(),
                format_args!(
                    "two members are called `{wire}` on the wire: `{}` and `{}`, give one its own `#[graph(name = \"...\")]`",
                    other.ident, variant.ident
                ),
            );
        }
        self.members.push(Member { ident: &variant.ident, wire, value });
    }

    fn check(&self, ctxt: &mut Ctxt) {
        if self.unrecognized.is_none() && ctxt.is_clean() {
            ctxt.error(
                self.ident.span(),
                format_args!(
                    "enum `{}` has no place for members that Graph adds later: add a variant `#[graph(unrecognized)] Unrecognized(String)`",
                    self.ident
                ),
            );
        }
    }
}
