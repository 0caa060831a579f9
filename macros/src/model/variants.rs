//! What enumerations and choices of derived types share: the keys of the enum and of its variants, and the
//! variant for what this build does not know.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, LitStr, Path};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::field_type;
use crate::model::keys::{
    no_parameters, odata_type_name, qualified, runtime_path, serde_attributes, wire_name,
};
use crate::sort::EnumSort;

/// An enum and its keys.
pub(crate) struct EnumItem<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) sort: &'static EnumSort,
    /// The variant for what this build does not know.
    pub(crate) unrecognized: Option<&'a Ident>,
    pub(crate) flags: Option<Span>,
    pub(crate) evolvable: Option<Span>,
    odata_type: Option<LitStr>,
    pub(crate) runtime: Option<Path>,
    /// Whether the enum is deliberately not as the metadata has it.
    pub(crate) differs: Option<Span>,
    /// Whether errors in the keys of the attribute have been reported.
    pub(crate) has_errors: bool,
}

/// A variant other than the unrecognized one, and its keys.
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) fields: &'a Fields,
    /// The name on the wire, if one is given.
    pub(crate) name: Option<LitStr>,
    pub(crate) value: Option<i64>,
    /// Whether the variant is deliberately not as the metadata has it.
    pub(crate) differs: Option<Span>,
    /// Whether errors in its attributes have been reported.
    pub(crate) has_errors: bool,
}

/// The keys of a variant.
#[derive(Default)]
struct VariantKeys {
    name: Option<LitStr>,
    value: Option<i64>,
    differs: Option<Span>,
    unrecognized: Option<Span>,
}

impl<'a> EnumItem<'a> {
    /// Reads an item, and passes each variant except the unrecognized one to `keep`. Reports an error and
    /// returns `None` if the item is not an enum, or a generic one.
    pub(crate) fn read(
        input: &'a DeriveInput,
        sort: &'static EnumSort,
        ctxt: &mut Ctxt,
        mut keep: impl FnMut(Variant<'a>, &mut Ctxt),
    ) -> Option<Self> {
        let Data::Enum(data) = &input.data else {
            ctxt.error(
                input.ident.span(),
                format_args!(
                    "`{}` is not an enum: `#[{}]` goes on an enum with one variant {}",
                    input.ident, sort.item.attribute, sort.variant
                ),
            );
            return None;
        };
        if !no_parameters(input, sort.item.noun, ctxt) {
            return None;
        }
        let mut found = Self {
            ident: &input.ident,
            sort,
            unrecognized: None,
            flags: None,
            evolvable: None,
            odata_type: None,
            runtime: None,
            differs: None,
            has_errors: false,
        };
        let before = ctxt.len();
        found.read_attributes(input, ctxt);
        found.has_errors = ctxt.len() > before;
        for variant in &data.variants {
            if let Some(variant) = found.read_variant(variant, ctxt) {
                keep(variant, ctxt);
            }
        }
        Some(found)
    }

    /// The qualified name of the OData type.
    pub(crate) fn odata_type(&self) -> String {
        qualified(self.odata_type.as_ref(), self.ident)
    }

    /// The span of the type's name: the given one, or the enum's.
    pub(crate) fn type_span(&self) -> Span {
        self.odata_type.as_ref().map_or_else(|| self.ident.span(), LitStr::span)
    }

    fn read_attributes(&mut self, input: &DeriveInput, ctxt: &mut Ctxt) {
        for serde in serde_attributes(&input.attrs) {
            let message = format!("`#[serde(...)]` has no effect here: {}", self.sort.serde_hint);
            ctxt.error(serde.span(), message);
        }
        for arg in attr::graph_args(&input.attrs, ctxt) {
            match &arg.value {
                Value::List(tokens) if arg.is(self.sort.item.list) => {
                    for inner in attr::args(tokens.clone(), ctxt) {
                        self.read_key(&inner, ctxt);
                    }
                }
                _ => arg.misplaced(self.sort.item.attribute, ctxt),
            }
        }
    }

    fn read_key(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let Some(key) = arg.known(self.sort.item.with_article, self.sort.item.keys, ctxt) else { return };
        match key {
            "odata_type" => {
                let name = odata_type_name(arg, ctxt);
                attr::once(&mut self.odata_type, arg, name, ctxt);
            }
            "crate" => {
                let path = runtime_path(arg, ctxt);
                attr::once(&mut self.runtime, arg, path, ctxt);
            }
            "differs" => {
                let span = arg.reason(ctxt);
                attr::once(&mut self.differs, arg, span, ctxt);
            }
            _ => {
                let span = arg.flag(ctxt);
                let flag = if key == "flags" { &mut self.flags } else { &mut self.evolvable };
                attr::once(flag, arg, span, ctxt);
            }
        }
    }

    /// Reads a variant. Stores the unrecognized one in `self`, and returns `None` for it.
    fn read_variant(&mut self, variant: &'a syn::Variant, ctxt: &mut Ctxt) -> Option<Variant<'a>> {
        let before = ctxt.len();
        let mut keys = VariantKeys::default();
        for arg in attr::graph_args(&variant.attrs, ctxt) {
            keys.read(&arg, self.sort, ctxt);
        }
        if let Some(at) = keys.unrecognized {
            self.read_unrecognized(at, variant, ctxt);
            return None;
        }
        Some(Variant {
            ident: &variant.ident,
            fields: &variant.fields,
            name: keys.name,
            value: keys.value,
            differs: keys.differs,
            has_errors: ctxt.len() > before,
        })
    }

    fn read_unrecognized(&mut self, at: Span, variant: &'a syn::Variant, ctxt: &mut Ctxt) {
        let EnumSort { kept, kept_type, .. } = self.sort;
        let name = kept_type.rsplit("::").next().unwrap_or(kept_type);
        if !field_type::single_type(&variant.fields).is_some_and(|ty| field_type::is_named(ty, name)) {
            let name = &variant.ident;
            let message = format!("the unrecognized variant keeps {kept}: write `{name}({kept_type})`");
            return ctxt.error(name.span(), message);
        }
        if self.unrecognized.is_some() {
            return ctxt.error(at, "two variants are marked `unrecognized`: keep one");
        }
        self.unrecognized = Some(&variant.ident);
    }
}

impl VariantKeys {
    fn read(&mut self, arg: &Arg, sort: &EnumSort, ctxt: &mut Ctxt) {
        match arg.known("a variant", sort.variant_keys, ctxt) {
            Some("name") => {
                let text = wire_name(arg, ctxt);
                attr::once(&mut self.name, arg, text, ctxt);
            }
            Some("value") => {
                let number = arg.integer(ctxt);
                attr::once(&mut self.value, arg, number, ctxt);
            }
            Some("differs") => {
                let span = arg.reason(ctxt);
                attr::once(&mut self.differs, arg, span, ctxt);
            }
            Some(_) => {
                let span = arg.flag(ctxt);
                attr::once(&mut self.unrecognized, arg, span, ctxt);
            }
            None => {}
        }
    }
}
