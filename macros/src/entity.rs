//! The validated model of an entity: a structured type with an address.

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, LitStr};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::structured::{Keys, Sort, Structured};
use crate::{check, name, path};

const KEYS: &[&str] = &["path", "version", "odata_type", "permissions", "crate"];

const SORT: Sort = Sort { attribute: "graph_entity", word: "entity", noun: "entity", has_key: true };

/// An entity: a structured type with the keys that are its own.
pub(crate) struct Entity<'a> {
    pub(crate) structured: Structured<'a>,
    pub(crate) path: Option<(path::Template, Span)>,
    version: Option<LitStr>,
    pub(crate) delegated: Vec<LitStr>,
    pub(crate) application: Vec<LitStr>,
}

/// The keys of `#[graph_entity(...)]` that complex types do not have.
#[derive(Default)]
struct Own {
    path: Option<(path::Template, Span)>,
    version: Option<LitStr>,
    delegated: Option<Vec<LitStr>>,
    application: Option<Vec<LitStr>>,
}

impl<'a> Entity<'a> {
    /// Reads an item. None where it is no struct with named fields, and then the faults say so.
    pub(crate) fn read(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let mut own = Own::default();
        let structured = Structured::read(input, &SORT, ctxt, |arg, keys, ctxt| own.read(arg, keys, ctxt))?;
        let Own { path, version, delegated, application } = own;
        let (delegated, application) = (delegated.unwrap_or_default(), application.unwrap_or_default());
        let entity = Self { structured, path, version, delegated, application };
        check::entity(&entity, &input.attrs, ctxt);
        Some(entity)
    }

    pub(crate) fn version(&self) -> String {
        self.version.as_ref().map_or_else(|| "v1.0".to_owned(), LitStr::value)
    }

    /// The template of the address.
    pub(crate) fn path_text(&self) -> &str {
        self.path.as_ref().map_or("/", |(template, _)| &template.text)
    }

    /// The placeholders as parameters, in the order of the path.
    pub(crate) fn parameters(&self) -> Vec<Ident> {
        let Some((template, span)) = &self.path else { return Vec::new() };
        let mut names: Vec<String> =
            template.placeholders.iter().map(|placeholder| name::snake(placeholder)).collect();
        // Names that an error has been reported for are told apart here, so that it stays the only one.
        for at in 0..names.len() {
            while names[at] == "patch" || names[..at].contains(&names[at]) {
                names[at].push('_');
            }
        }
        names.iter().map(|name| name::ident(name, span.resolved_at(Span::call_site()))).collect()
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
            "permissions" => self.read_permissions(arg, ctxt),
            _ if keys.read(arg, ctxt) => {}
            _ => arg.unknown("an entity", KEYS, ctxt),
        }
    }

    fn read_path(&mut self, arg: &Arg, ctxt: &mut Ctxt) {
        let template = arg.string(ctxt).map(|text| {
            let (template, faults) = path::parse(&text.value());
            for fault in faults {
                ctxt.error(text.span(), fault);
            }
            (template, text.span())
        });
        attr::once(&mut self.path, arg, template, ctxt);
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
