//! The validated model of an address: a path template where it was written, and the name of a further one.

pub(crate) mod route;
pub(crate) mod template;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::LitStr;

use self::template::Template;
use crate::attr::{self, Arg};
use crate::ctxt::Ctxt;
use crate::name;

/// One address of an entity.
pub(crate) struct Address {
    /// The name of a further address: `at_{name}`.
    pub(crate) name: Option<Ident>,
    pub(crate) template: Template,
    span: Span,
    /// Whether errors of it have been reported.
    pub(crate) has_errors: bool,
    /// Whether no address was given, and this stands in its place.
    pub(crate) is_missing: bool,
}

impl Address {
    pub(crate) fn read(name: Option<Ident>, text: &LitStr, ctxt: &mut Ctxt) -> Self {
        let (template, errors) = template::parse(&text.value());
        let has_errors = !errors.is_empty();
        for error in errors {
            ctxt.error(text.span(), error);
        }
        Self { name, template, span: text.span(), has_errors, is_missing: false }
    }

    /// Reads the contents of `path(user = "...")`: further addresses, each with a name, behind those there are.
    pub(crate) fn read_further(arg: &Arg, tokens: &TokenStream, known: &mut Vec<Self>, ctxt: &mut Ctxt) {
        const EXPECTED: &str = "a further address has a name: `path(user = \"/users/{userId}/...\")`";
        if tokens.is_empty() {
            return ctxt.error(arg.span(), EXPECTED);
        }
        for piece in attr::pieces(tokens.clone()) {
            if let Some(TokenTree::Literal(text)) = piece.clone().into_iter().next() {
                ctxt.error(text.span(), EXPECTED);
                continue;
            }
            for inner in attr::args(piece, ctxt) {
                Self::add_further(&inner, known, ctxt);
            }
        }
    }

    fn add_further(arg: &Arg, known: &mut Vec<Self>, ctxt: &mut Ctxt) {
        let Some(text) = arg.string(ctxt) else { return };
        if known.iter().any(|address| address.name.as_ref() == Some(&arg.key)) {
            let message = format!("two further addresses are called `{}`: rename one", arg.key);
            return ctxt.error(arg.span(), message);
        }
        known.push(Self::read(Some(arg.key.clone()), &text, ctxt));
    }

    /// Stands in the place of an address that was not given, which is an error.
    pub(crate) fn missing() -> Self {
        let template = Template { text: "/".to_owned(), placeholders: Vec::new() };
        Self { name: None, template, span: Span::call_site(), has_errors: true, is_missing: true }
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

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Whether the last segment is a name, as that of an action is, perhaps behind its namespace.
    pub(crate) fn ends_with_name(&self) -> bool {
        let last = self.template.text.rsplit('/').next().unwrap_or_default();
        let is_name = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        last.split('.').all(is_name)
    }

    /// Whether the address is that of an entity in a collection: its last segment, which is not its only one, is the
    /// key.
    pub(crate) fn has_key(&self) -> bool {
        let segments = self.template.text.split('/').filter(|segment| !segment.is_empty());
        self.template.text.ends_with('}') && segments.count() > 1
    }
}
