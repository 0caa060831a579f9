//! The validated model of an address: a path template with its span, and the name if it is a further address.

pub(crate) mod route;
pub(crate) mod template;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::LitStr;

use self::template::Template;
use crate::attr::{self, Arg};
use crate::ctxt::Ctxt;
use crate::name;

/// One address of an entity, an action or a function.
pub(crate) struct Address {
    /// The name of a further address: `at_{name}`.
    pub(crate) name: Option<Ident>,
    pub(crate) template: Template,
    span: Span,
    /// Whether errors in it have been reported.
    pub(crate) has_errors: bool,
    /// Whether this is a placeholder for an address that was not given.
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

    /// Reads the contents of `path(user = "...")` and adds the further addresses to `known`.
    pub(crate) fn read_further(arg: &Arg, tokens: &TokenStream, known: &mut Vec<Self>, ctxt: &mut Ctxt) {
        const EXPECTED: &str = "a further address has a name: `path(user = \"/users/{userId}/...\")`";
        if tokens.is_empty() {
            return ctxt.error(arg.span(), EXPECTED);
        }
        for piece in attr::pieces(tokens.clone()) {
            // `path("...")` lacks the name; the error of `attr::args` would not say what the name is for.
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

    /// A placeholder for an address that was not given, so that the rest of the item is still expanded. The
    /// missing address is reported by `check`.
    pub(crate) fn missing() -> Self {
        let template = Template { text: "/".to_owned(), placeholders: Vec::new() };
        Self { name: None, template, span: Span::call_site(), has_errors: true, is_missing: true }
    }

    /// The placeholders as parameters, in the order of the path.
    pub(crate) fn parameters(&self) -> Vec<Ident> {
        let mut names: Vec<String> =
            self.template.placeholders.iter().map(|placeholder| name::parameter(placeholder)).collect();
        // Colliding names have been reported. Distinct ones keep rustc from reporting them again.
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

    /// Whether the last segment is the name of an action or a function, with or without a namespace.
    pub(crate) fn ends_with_name(&self) -> bool {
        let is_name = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        self.last().split('.').all(is_name)
    }

    /// Whether the address is that of an entity in a collection: it ends with a key after other segments, or
    /// with a key in parentheses.
    pub(crate) fn has_key(&self) -> bool {
        let segments = self.template.text.split('/').filter(|segment| !segment.is_empty());
        self.last().ends_with(')') || (self.last().ends_with('}') && segments.count() > 1)
    }

    /// The number of placeholders in the last segment.
    pub(crate) fn keys(&self) -> usize {
        self.last().matches('{').count()
    }

    /// Whether the last segment has parentheses.
    pub(crate) fn ends_with_parentheses(&self) -> bool {
        self.last().ends_with(')')
    }

    /// The path with `{}` for each placeholder.
    pub(crate) fn lookup(&self) -> String {
        let mut pieces = self.template.text.split('{');
        let mut path = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            path.push_str("{}");
            path.push_str(piece.split_once('}').map_or("", |(_, after)| after));
        }
        path
    }

    /// The same for an action or a function, without the namespace of its name if that is the default one.
    pub(crate) fn lookup_of_call(&self) -> String {
        let path = self.lookup();
        let (before, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let short = name.strip_prefix(name::NAMESPACE).filter(|short| !short.contains('.'));
        format!("{before}/{}", short.unwrap_or(name))
    }

    fn last(&self) -> &str {
        self.template.text.rsplit('/').next().unwrap_or_default()
    }
}
