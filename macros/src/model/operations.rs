//! The operations of an entity: `operations(...)`.

use proc_macro2::{Ident, Span};

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::name::suggest::nearest;

/// The operations there are.
const KNOWN: &[&str] = &["get", "list", "create", "update", "delete", "replace", "upsert", "delta"];

/// Words of HTTP and of databases for the operations, for suggestions.
const ALSO_KNOWN_AS: &[(&str, &str)] = &[
    ("patch", "update"),
    ("post", "create"),
    ("put", "replace"),
    ("read", "get"),
    ("remove", "delete"),
    ("query", "list"),
    ("changes", "delta"),
];

/// The operations that an entity declares, in their order.
pub(crate) struct Operations {
    verbs: Vec<Ident>,
    /// The span of the key, to which errors about a missing operation point.
    span: Span,
}

impl Operations {
    /// Reads the list. Returns `None` if it has no valid operation.
    pub(crate) fn read(arg: &Arg, ctxt: &mut Ctxt) -> Option<Self> {
        let Value::List(tokens) = &arg.value else {
            ctxt.error(arg.span(), "expected the verbs: `operations(get, list, update)`");
            return None;
        };
        let mut found: Vec<Ident> = Vec::new();
        for verb in attr::args(tokens.clone(), ctxt) {
            if !KNOWN.iter().any(|known| verb.is(known)) {
                unknown(&verb, ctxt);
            } else if found.contains(&verb.key) {
                ctxt.error(verb.span(), format_args!("`{}` is given twice: keep one", verb.key));
            } else if verb.flag(ctxt).is_some() {
                found.push(verb.key);
            }
        }
        if found.is_empty() {
            if ctxt.is_clean() {
                ctxt.error(
                    arg.span(),
                    "an entity without operations has no requests: name one, such as `operations(get)`",
                );
            }
            return None;
        }
        Some(Self { verbs: found, span: arg.span() })
    }

    pub(crate) fn verbs(&self) -> impl Iterator<Item = &Ident> {
        self.verbs.iter()
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    pub(crate) fn has(&self, verb: &str) -> bool {
        self.verbs.iter().any(|known| known == verb)
    }
}

/// Reports an unknown operation, with the operations there are.
fn unknown(verb: &Arg, ctxt: &mut Ctxt) {
    let word = verb.key.to_string();
    let meant = ALSO_KNOWN_AS.iter().find(|(other, _)| word == *other).map(|(_, known)| *known);
    let hint = meant
        .or_else(|| nearest(&word, KNOWN))
        .map_or(String::new(), |known| format!(": did you mean `{known}`?"));
    let list = KNOWN.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    ctxt.error(verb.span(), format_args!("unknown operation `{word}`{hint}\nthe operations are {list}"));
}
