//! The keys that entities, actions and functions share: addresses, version and permissions.

use syn::LitStr;

use crate::address::Address;
use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;

/// The addresses, the version and the permissions.
#[derive(Default)]
pub(crate) struct Route {
    pub(crate) path: Option<Address>,
    /// The further addresses, each with a name.
    pub(crate) further: Vec<Address>,
    version: Option<LitStr>,
    delegated: Option<Vec<LitStr>>,
    application: Option<Vec<LitStr>>,
}

impl Route {
    /// Reads an argument. Returns whether its key is one of a route.
    pub(crate) fn read(&mut self, arg: &Arg, ctxt: &mut Ctxt) -> bool {
        match arg.key.to_string().as_str() {
            "path" => self.read_path(arg, ctxt),
            "version" => {
                let version = arg.string(ctxt).filter(|text| is_version(text, ctxt));
                attr::once(&mut self.version, arg, version, ctxt);
            }
            "permissions" => self.read_permissions(arg, ctxt),
            _ => return false,
        }
        true
    }

    pub(crate) fn version(&self) -> String {
        self.version.as_ref().map_or_else(|| "v1.0".to_owned(), LitStr::value)
    }

    pub(crate) fn delegated(&self) -> &[LitStr] {
        self.delegated.as_deref().unwrap_or_default()
    }

    pub(crate) fn application(&self) -> &[LitStr] {
        self.application.as_deref().unwrap_or_default()
    }

    /// Reads `path = "..."`, the address, or `path(user = "...")`, a further address.
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
            let target = match inner.key.to_string().as_str() {
                "delegated" => &mut self.delegated,
                "application" => &mut self.application,
                _ => {
                    inner.unknown("permissions", &["delegated", "application"], ctxt);
                    continue;
                }
            };
            let names = inner.strings(ctxt);
            attr::once(target, &inner, names, ctxt);
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
