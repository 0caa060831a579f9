//! The validated model of a choice of derived types.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Type, Variant};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::model::structured::{no_parameters, odata_type_name, qualified, runtime_path, serde_attributes};

const KEYS: &[&str] = &["odata_type", "crate"];
const VARIANT_KEYS: &[&str] = &["unrecognized"];

/// The types that a polymorphic value may have, and the variant for those this build does not know.
pub(crate) struct OneOf<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) choices: Vec<Choice<'a>>,
    pub(crate) unrecognized: Option<&'a Ident>,
    odata_type: Option<LitStr>,
    pub(crate) runtime: Option<Path>,
}

/// A variant with the structured type it holds.
pub(crate) struct Choice<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
}

impl<'a> OneOf<'a> {
    /// Reads an item. None where it cannot be a choice, and then the faults say so.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let Data::Enum(data) = &input.data else {
            ctxt.error(
                input.ident.span(),
                format_args!(
                    "`{}` is no enum: `#[graph_one_of]` goes on an enum with one variant a derived type",
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
            choices: Vec::new(),
            unrecognized: None,
            odata_type: None,
            runtime: None,
        };
        found.read_attributes(input, ctxt);
        for variant in &data.variants {
            found.read_variant(variant, ctxt);
        }
        found.has_unrecognized(ctxt);
        Some(found)
    }

    /// Whether there is no variant that could be emitted for.
    pub(crate) fn is_empty(&self) -> bool {
        self.choices.is_empty() && self.unrecognized.is_none()
    }

    /// Qualified name of the declared type, from which the others derive.
    pub(crate) fn odata_type(&self) -> String {
        qualified(self.odata_type.as_ref(), self.ident)
    }

    fn read_attributes(&mut self, input: &DeriveInput, ctxt: &mut Ctxt) {
        for serde in serde_attributes(&input.attrs) {
            ctxt.error(
                serde.span(),
                "`#[serde(...)]` has no effect here: a value's `@odata.type` says which variant it is",
            );
        }
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match (&arg.value, arg.key.to_string().as_str()) {
                (Value::List(tokens), "one_of") => {
                    for inner in attr::args(tokens.clone(), ctxt) {
                        self.read_key(&inner, ctxt);
                    }
                }
                _ => arg.misplaced("graph_one_of", ctxt),
            }
        }
    }

    fn read_key(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        match arg.key.to_string().as_str() {
            "odata_type" => {
                let name = odata_type_name(arg, ctxt);
                attr::once(&mut self.odata_type, arg, name, ctxt);
            }
            "crate" => {
                let path = runtime_path(arg, ctxt);
                attr::once(&mut self.runtime, arg, path, ctxt);
            }
            _ => arg.unknown("a choice of derived types", KEYS, ctxt),
        }
    }

    fn read_variant(&mut self, variant: &'a Variant, ctxt: &mut Ctxt) {
        let mut unrecognized = None;
        for arg in attr::graph_args(&variant.attrs, ctxt) {
            if arg.is("unrecognized") {
                let span = arg.flag(ctxt);
                attr::once(&mut unrecognized, &arg, span, ctxt);
            } else {
                arg.unknown("a variant", VARIANT_KEYS, ctxt);
            }
        }
        match (unrecognized, held(&variant.fields)) {
            (Some(at), Some(ty)) if is_value(ty) => self.keep_unrecognized(at, variant, ctxt),
            (Some(_), _) => {
                let name = &variant.ident;
                ctxt.error(
                    name.span(),
                    format_args!("the unrecognized variant keeps the object as it came: write `{name}(serde_json::Value)`"),
                );
            }
            (None, Some(ty)) => self.add_choice(variant, ty, ctxt),
            (None, None) => {
                let name = &variant.ident;
                ctxt.error(
                    name.span(),
                    format_args!("variant `{name}` holds no type: write `{name}(TheDerivedType)`"),
                );
            }
        }
    }

    fn keep_unrecognized(&mut self, at: Span, variant: &'a Variant, ctxt: &mut Ctxt) {
        if self.unrecognized.is_some() {
            return ctxt.error(at, "two variants are marked `unrecognized`: keep one");
        }
        self.unrecognized = Some(&variant.ident);
    }

    fn add_choice(&mut self, variant: &'a Variant, ty: &'a Type, ctxt: &mut Ctxt) {
        let written = |ty: &Type| ty.to_token_stream().to_string();
        if let Some(other) = self.choices.iter().find(|choice| written(choice.ty) == written(ty)) {
            return ctxt.error(
                ty.span(),
                format_args!(
                    "variants `{}` and `{}` hold the same type: remove one",
                    other.ident, variant.ident
                ),
            );
        }
        self.choices.push(Choice { ident: &variant.ident, ty });
    }

    fn has_unrecognized(&self, ctxt: &mut Ctxt) {
        if self.unrecognized.is_none() && ctxt.is_clean() {
            ctxt.error(
                self.ident.span(),
                format_args!(
                    "enum `{}` has no place for types that Graph adds later: add a variant `#[graph(unrecognized)] Unrecognized(serde_json::Value)`",
                    self.ident
                ),
            );
        }
    }
}

/// The one type that a variant holds.
fn held(fields: &Fields) -> Option<&Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

fn is_value(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Value"))
}
