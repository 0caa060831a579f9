//! The validated model of an action or a function: its parameters as a structured type, with an address and a result.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{DeriveInput, Type};

use crate::address::Address;
use crate::address::route::Route;
use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::model::structured::{PARAMETERS, Sort, Structured};
use crate::{check, field_type};

const KEYS: &[&str] = &["path", "version", "result", "permissions", "crate"];

const ACTION: Sort = Sort {
    attribute: "graph_action",
    word: "action",
    noun: "action",
    has_key: false,
    fields: PARAMETERS,
    may_be_empty: true,
};

const FUNCTION: Sort = Sort { attribute: "graph_function", word: "function", noun: "function", ..ACTION };

/// An action, or a function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Action,
    Function,
}

/// An action or a function: the struct of its parameters with the keys that are its own.
pub(crate) struct Callable<'a> {
    pub(crate) call: Call,
    pub(crate) structured: Structured<'a>,
    pub(crate) path: Address,
    /// The addresses beside it, each with a name.
    pub(crate) further: Vec<Address>,
    /// The rest of what was said of where it lives.
    pub(crate) route: Route,
    pub(crate) result: Outcome,
    /// Whether the result's type may be named to the runtime; false where an error has been reported for it.
    has_real_result: bool,
}

/// What `result = ...` says.
pub(crate) enum Outcome {
    Nothing,
    /// `stream`: bytes of any content type.
    Stream,
    Value(Type),
    /// `Vec<...>`: a collection of this type, read by pages.
    Collection(Type),
}

impl Call {
    fn sort(self) -> &'static Sort {
        match self {
            Call::Action => &ACTION,
            Call::Function => &FUNCTION,
        }
    }

    pub(crate) fn noun(self) -> &'static str {
        self.sort().noun
    }

    pub(crate) fn attribute(self) -> &'static str {
        self.sort().attribute
    }

    /// The name of one, for messages.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Call::Action => "wipe",
            Call::Function => "getFileVaultKey",
        }
    }

    /// The noun with its article.
    fn one(self) -> &'static str {
        match self {
            Call::Action => "an action",
            Call::Function => "a function",
        }
    }

    pub(crate) fn method(self) -> &'static str {
        match self {
            Call::Action => "POST",
            Call::Function => "GET",
        }
    }
}

impl<'a> Callable<'a> {
    /// Reads an item. None where it is no struct with named fields or none, and then the faults say so.
    pub(crate) fn read(call: Call, input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let (mut route, mut result) = (Route::default(), None);
        let faults = ctxt.len();
        let structured = Structured::read(input, call.sort(), ctxt, |arg, keys, ctxt| {
            if arg.is("result") {
                let outcome = read_result(arg, ctxt);
                attr::once(&mut result, arg, outcome, ctxt);
            } else if !(route.read(arg, ctxt) || (arg.is("crate") && keys.read(arg, ctxt))) {
                arg.unknown(call.one(), KEYS, ctxt);
            }
        })?;
        let is_told = ctxt.len() > faults;
        check::callable_has_path(call, route.path.as_ref(), is_told, ctxt);
        let (result, at, has_real_result) = result.unwrap_or((Outcome::Nothing, Span::call_site(), true));
        if call == Call::Function && matches!(result, Outcome::Nothing) && !is_told {
            ctxt.error(
                at,
                "a function gives something: say what, such as `result = bool`, or `Vec<...>` for a collection",
            );
        }
        let path = route.path.take().unwrap_or_else(Address::missing);
        let further = core::mem::take(&mut route.further);
        let callable = Self { call, structured, path, further, route, result, has_real_result };
        check::callable(&callable, &input.attrs, ctxt);
        Some(callable)
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &Address> {
        core::iter::once(&self.path).chain(&self.further)
    }

    /// Whether every type may be named to the runtime.
    pub(crate) fn is_supported(&self) -> bool {
        self.structured.is_supported() && self.has_real_result
    }
}

/// What the key says, where, and whether it may be named to the runtime.
fn read_result(arg: &Arg, ctxt: &mut Ctxt) -> Option<(Outcome, Span, bool)> {
    const EXPECTED: &str =
        "expected a type: `result = bool`, `result = Vec<ManagedDevice>`, or `stream` for bytes";
    let Value::Is(tokens) = &arg.value else {
        ctxt.error(arg.span(), EXPECTED);
        return None;
    };
    if syn::parse2::<Ident>(tokens.clone()).is_ok_and(|word| word == "stream") {
        return Some((Outcome::Stream, arg.span(), true));
    }
    let Ok(ty) = syn::parse2::<Type>(tokens.clone()) else {
        ctxt.error(attr::span_of(tokens).unwrap_or_else(|| arg.span()), EXPECTED);
        return None;
    };
    if field_type::is_unit(&ty) {
        return Some((Outcome::Nothing, ty.span(), true));
    }
    let refused = refused_result(&ty);
    let is_real = refused.is_none();
    if let Some((at, message)) = refused {
        ctxt.error(at, message);
    }
    let at = ty.span();
    let outcome = match field_type::vec(&ty) {
        Some(item) => Outcome::Collection(item.clone()),
        None => Outcome::Value(ty),
    };
    Some((outcome, at, is_real))
}

/// Why nothing gives this type, at the token at fault.
fn refused_result(ty: &Type) -> Option<(Span, String)> {
    let inner = field_type::option(ty).and_then(field_type::vec);
    if inner.is_some() {
        return Some((ty.span(), "a collection is never null, only empty: write the `Vec` alone".into()));
    }
    if field_type::vec(ty).is_some_and(field_type::is_byte) {
        return Some((ty.span(), "`Vec<u8>` is a collection of numbers: write `stream` for bytes, or `Binary` for base64 within JSON".into()));
    }
    field_type::refused(ty)
}
