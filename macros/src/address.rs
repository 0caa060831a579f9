//! The validated model of an address: a path template where it was written, and the name of a further one.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::ctxt::Ctxt;
use crate::{name, path};

/// One address of an entity.
pub(crate) struct Address {
    /// The name of a further address: `at_{name}`.
    pub(crate) name: Option<Ident>,
    pub(crate) template: path::Template,
    span: Span,
}

impl Address {
    pub(crate) fn read(name: Option<Ident>, text: &LitStr, ctxt: &mut Ctxt) -> Self {
        let (template, faults) = path::parse(&text.value());
        for fault in faults {
            ctxt.error(text.span(), fault);
        }
        Self { name, template, span: text.span() }
    }

    /// Stands for an address that was not given, which is a fault that has been told.
    pub(crate) fn missing() -> Self {
        let template = path::Template { text: "/".to_owned(), placeholders: Vec::new() };
        Self { name: None, template, span: Span::call_site() }
    }

    /// The placeholders as parameters, in the order of the path.
    pub(crate) fn parameters(&self) -> Vec<Ident> {
        let mut names: Vec<String> =
            self.template.placeholders.iter().map(|placeholder| name::parameter(placeholder)).collect();
        // Names that an error has been reported for are told apart here, so that it stays the only one.
        for at in 0..names.len() {
            while names[at] == "patch" || names[..at].contains(&names[at]) {
                names[at].push('_');
            }
        }
        let span = self.span.resolved_at(Span::call_site());
        names.iter().map(|name| name::ident(name, span)).collect()
    }

    /// Whether the address is that of an entity in a collection: its last segment is the key.
    pub(crate) fn has_key(&self) -> bool {
        self.template.text.ends_with('}')
    }
}
