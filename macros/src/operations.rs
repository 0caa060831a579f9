//! `operations(...)`: which verbs an entity has.

use proc_macro2::Ident;

use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;

/// The verbs there are.
const KNOWN: &[&str] = &["get", "list", "create", "update", "delete", "replace", "upsert"];

/// The verbs that an entity declares, in the order it names them.
pub(crate) struct Operations(Vec<Ident>);

impl Operations {
    /// Reads the list. None where nothing is left of it.
    pub(crate) fn read(arg: &Arg, ctxt: &mut Ctxt) -> Option<Self> {
        let Value::List(tokens) = &arg.value else {
            ctxt.error(arg.span(), "expected the verbs: `operations(get, list, update)`");
            return None;
        };
        let mut found: Vec<Ident> = Vec::new();
        for verb in attr::args(tokens.clone(), ctxt) {
            if !KNOWN.iter().any(|known| verb.is(known)) {
                verb.unknown("operations", KNOWN, ctxt);
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
        Some(Self(found))
    }

    pub(crate) fn verbs(&self) -> impl Iterator<Item = &Ident> {
        self.0.iter()
    }

    pub(crate) fn has(&self, verb: &str) -> bool {
        self.0.iter().any(|known| known == verb)
    }
}
