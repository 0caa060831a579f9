//! The keys that several sorts of items share: the name of the OData type, the path of the runtime, the
//! reason for a difference from the metadata, a name on the wire.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, LitStr, Path};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::name;

/// The keys that entities and complex types share. Actions and functions have all but the first two.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) odata_type: Option<LitStr>,
    pub(crate) annotation: Option<bool>,
    pub(crate) runtime: Option<Path>,
    /// Whether the item is deliberately not as the metadata has it.
    pub(crate) differs: Option<Span>,
}

impl Keys {
    /// Reads an argument. Returns whether its key is one of these.
    pub(crate) fn read(&mut self, arg: &Arg, ctxt: &mut Ctxt) -> bool {
        match arg.key.to_string().as_str() {
            "odata_type" => self.read_odata_type(arg, ctxt),
            "crate" => {
                let path = runtime_path(arg, ctxt);
                attr::once(&mut self.runtime, arg, path, ctxt);
            }
            "differs" => {
                let span = arg.reason(ctxt);
                attr::once(&mut self.differs, arg, span, ctxt);
            }
            _ => return false,
        }
        true
    }

    /// Reads `odata_type = "..."`, the name, or `odata_type = always` or `never`, whether it is sent. An item
    /// may have both.
    fn read_odata_type(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let word = match &arg.value {
            Value::Is(tokens) => syn::parse2::<Ident>(tokens.clone()).ok(),
            _ => None,
        };
        let Some(word) = word else {
            let Some(text) = odata_type_name(arg, ctxt) else { return };
            return attr::once(&mut self.odata_type, arg, Some(text), ctxt);
        };
        match word.to_string().as_str() {
            "always" => attr::once(&mut self.annotation, arg, Some(true), ctxt),
            "never" => attr::once(&mut self.annotation, arg, Some(false), ctxt),
            _ => ctxt.error(
                word.span(),
                format_args!("expected `always`, `never` or a type's name in quotes, found `{word}`"),
            ),
        }
    }
}

/// Reads the qualified name of an OData type: `microsoft.graph.x`, with or without `#`.
pub(crate) fn odata_type_name(arg: &Arg, ctxt: &mut Ctxt) -> Option<LitStr> {
    let text = arg.string(ctxt)?;
    let value = text.value();
    let name = value.strip_prefix('#').unwrap_or(&value);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if name.contains('.') && name.split('.').all(is_part) {
        return Some(text);
    }
    ctxt.error(
        text.span(),
        format_args!(
            "\"{value}\" is not a type's name: expected a qualified one such as \"microsoft.graph.{name}\""
        ),
    );
    None
}

/// Reads `crate = "..."`, the path of the runtime.
pub(crate) fn runtime_path(arg: &Arg, ctxt: &mut Ctxt) -> Option<Path> {
    let text = arg.string(ctxt)?;
    let path = text.parse_with(Path::parse_mod_style);
    if path.is_err() {
        ctxt.error(text.span(), "expected the runtime's path: `crate = \"my_crate::graph_entity\"`");
    }
    path.ok()
}

/// The `#[serde(...)]` attributes.
pub(crate) fn serde_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("serde"))
}

/// The qualified name of the OData type, without `#`: the given one, or the default from the item's name.
pub(crate) fn qualified(given: Option<&LitStr>, ident: &Ident) -> String {
    match given {
        Some(text) => text.value().trim_start_matches('#').to_owned(),
        None => format!("{}{}", name::NAMESPACE, name::first_lower(ident)),
    }
}

/// Returns whether the item has no generic parameters, and reports them otherwise.
pub(crate) fn no_parameters(input: &DeriveInput, noun: &str, ctxt: &mut Ctxt) -> bool {
    let Some(parameter) = input.generics.params.first() else { return true };
    let message = format!(
        "{noun} `{}` has generic parameters: it is one concrete type of Graph, remove them",
        input.ident
    );
    ctxt.error(parameter.span(), message);
    false
}

/// Reads a name on the wire: one that OData allows and that JSON does not escape.
pub(crate) fn wire_name(arg: &Arg, ctxt: &mut Ctxt) -> Option<LitStr> {
    let text = arg.string(ctxt)?;
    let value = text.value();
    let starts = value.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '@');
    if starts && value.chars().all(|c| c.is_alphanumeric() || "_.@-".contains(c)) {
        return Some(text);
    }
    ctxt.error(
        text.span(),
        format_args!("\"{value}\" is not a name on the wire: expected letters, digits, `_`, `.`, `-` and `@`, starting with a letter, `_` or `@`"),
    );
    None
}
