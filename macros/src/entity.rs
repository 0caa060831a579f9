//! The validated model of an entity: a structured type with an address.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{DeriveInput, LitStr};

use crate::address::Address;
use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::operations::Operations;
use crate::structured::{Keys, Sort, Structured};
use crate::{check, name};

const KEYS: &[&str] = &["path", "version", "odata_type", "operations", "permissions", "no_prelude", "crate"];

const SORT: Sort = Sort { attribute: "graph_entity", word: "entity", noun: "entity", has_key: true };

/// An entity: a structured type with the keys that are its own.
pub(crate) struct Entity<'a> {
    pub(crate) structured: Structured<'a>,
    pub(crate) path: Address,
    /// The addresses beside it, each with a name.
    pub(crate) further: Vec<Address>,
    version: Option<LitStr>,
    pub(crate) operations: Option<Operations>,
    /// The module has no implicit prelude, and so no `#[diagnostic]`.
    pub(crate) no_prelude: bool,
    pub(crate) delegated: Vec<LitStr>,
    pub(crate) application: Vec<LitStr>,
}

/// The keys of `#[graph_entity(...)]` that complex types do not have.
#[derive(Default)]
struct Own {
    path: Option<Address>,
    further: Vec<Address>,
    version: Option<LitStr>,
    operations: Option<Operations>,
    no_prelude: Option<Span>,
    delegated: Option<Vec<LitStr>>,
    application: Option<Vec<LitStr>>,
}

impl<'a> Entity<'a> {
    /// Reads an item. None where it is no struct with named fields, and then the faults say so.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut own = Own::default();
        let structured = Structured::read(input, &SORT, ctxt, |arg, keys, ctxt| own.read(arg, keys, ctxt))?;
        let Own { path, further, version, operations, no_prelude, delegated, application } = own;
        let no_prelude = no_prelude.is_some();
        let (delegated, application) = (delegated.unwrap_or_default(), application.unwrap_or_default());
        check::path_is_given(path.as_ref(), ctxt);
        let path = path.unwrap_or_else(Address::missing);
        let entity =
            Self { structured, path, further, version, operations, no_prelude, delegated, application };
        check::entity(&entity, &input.attrs, ctxt);
        Some(entity)
    }

    pub(crate) fn version(&self) -> String {
        self.version.as_ref().map_or_else(|| "v1.0".to_owned(), LitStr::value)
    }

    /// The template of the address.
    pub(crate) fn path_text(&self) -> &str {
        &self.path.template.text
    }

    /// The patch's type parameter: `M`, unless a type of the user's is called that, which it would hide.
    pub(crate) fn mode(&self) -> Ident {
        let mut types = self.structured.properties.iter().map(|property| property.ty.to_token_stream());
        let is_taken = self.structured.ident == "M" || types.any(|ty| name::occurs("M", ty));
        Ident::new(if is_taken { "__M" } else { "M" }, Span::call_site())
    }
}

impl Own {
    fn read(&mut self, arg: &Arg, keys: &mut Keys, ctxt: &mut Ctxt) {
        match arg.key.to_string().as_str() {
            "path" => self.read_path(arg, ctxt),
            "version" => {
                let version = arg.string(ctxt).filter(|text| is_version(text, ctxt));
                attr::once(&mut self.version, arg, version, ctxt);
            }
            "no_prelude" => {
                let span = arg.flag(ctxt);
                attr::once(&mut self.no_prelude, arg, span, ctxt);
            }
            "permissions" => self.read_permissions(arg, ctxt),
            "operations" => {
                let operations = Operations::read(arg, ctxt);
                attr::once(&mut self.operations, arg, operations, ctxt);
            }
            _ if keys.read(arg, ctxt) => {}
            _ => arg.unknown("an entity", KEYS, ctxt),
        }
    }

    /// `path = "..."` is the entity's address, `path(user = "...")` a further one.
    fn read_path(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        if let Value::List(tokens) = &arg.value {
            return Address::read_further(arg, tokens, &mut self.further, ctxt);
        }
        let address = arg.string(ctxt).map(|text| Address::read(None, &text, ctxt));
        attr::once(&mut self.path, arg, address, ctxt);
    }

    fn read_permissions(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let Value::List(tokens) = &arg.value else {
            let expected = "expected `permissions(delegated = [\"...\"], application = [\"...\"])`";
            return ctxt.error(arg.span(), expected);
        };
        for inner in attr::args(tokens.clone(), ctxt) {
            let place = match inner.key.to_string().as_str() {
                "delegated" => &mut self.delegated,
                "application" => &mut self.application,
                _ => {
                    inner.unknown("permissions", &["delegated", "application"], ctxt);
                    continue;
                }
            };
            let names = inner.strings(ctxt);
            attr::once(place, &inner, names, ctxt);
        }
    }
}

fn is_version(text: &LitStr, ctxt: &mut Ctxt) -> bool {
    let known = matches!(text.value().as_str(), "v1.0" | "beta");
    if !known {
        let value = text.value();
        ctxt.error(
            text.span(),
            format_args!("unknown version \"{value}\": the versions are \"v1.0\" and \"beta\""),
        );
    }
    known
}
