//! The validated model of an action or a function: the parameters, the address and the result.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{DeriveInput, Type};

use crate::address::Address;
use crate::address::route::Route;
use crate::attr::{self, Arg, Value};
use crate::ctxt::Ctxt;
use crate::field_type;
use crate::model::structured::Structured;
use crate::sort::{self, StructSort};

/// Whether a callable is an action or a function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Action,
    Function,
}

/// An action or a function: the struct of its parameters and its own keys.
pub(crate) struct Callable<'a> {
    pub(crate) call: Call,
    pub(crate) structured: Structured<'a>,
    pub(crate) path: Address,
    /// The further addresses, each with a name.
    pub(crate) further: Vec<Address>,
    /// The version and the permissions.
    pub(crate) route: Route,
    pub(crate) result: CallResult,
}

/// The result of the call.
pub(crate) struct CallResult {
    pub(crate) kind: ResultKind,
    /// The span of the type, or of the call site without a `result`.
    pub(crate) span: Span,
    /// Whether the emitted code may use the type; false if an error has been reported for it.
    is_supported: bool,
}

/// The value of `result = ...`.
pub(crate) enum ResultKind {
    Nothing,
    /// `stream`: bytes of any content type.
    Stream,
    Value(Type),
    /// `Vec<...>`: a collection of this type, read page by page.
    Collection(Type),
}

impl Call {
    fn sort(self) -> &'static StructSort {
        match self {
            Call::Action => &sort::ACTION,
            Call::Function => &sort::FUNCTION,
        }
    }

    pub(crate) fn noun(self) -> &'static str {
        self.sort().item.noun
    }

    pub(crate) fn attribute(self) -> &'static str {
        self.sort().item.attribute
    }

    /// The name of an action or a function, as an example in errors.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Call::Action => "wipe",
            Call::Function => "getFileVaultKey",
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
    /// Reads an item. Reports an error and returns `None` if it is neither a struct with named fields nor a
    /// unit struct.
    pub(crate) fn read(call: Call, input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Self> {
        let (mut route, mut result) = (Route::default(), None);
        let sort = call.sort();
        let structured = Structured::read(input, sort, ctxt, |arg, keys, ctxt| {
            if arg.is("result") {
                let read = CallResult::read(arg, ctxt);
                attr::once(&mut result, arg, read, ctxt);
            } else if !(route.read(arg, ctxt) || (!arg.is("odata_type") && keys.read(arg, ctxt))) {
                arg.unknown(sort.item.with_article, sort.item.keys, ctxt);
            }
        })?;
        let path = route.path.take().unwrap_or_else(Address::missing);
        let further = core::mem::take(&mut route.further);
        let result = result.unwrap_or_else(CallResult::none);
        Some(Self { call, structured, path, further, route, result })
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &Address> {
        core::iter::once(&self.path).chain(&self.further)
    }

    /// Whether the emitted code may use every type.
    pub(crate) fn is_supported(&self) -> bool {
        self.structured.is_supported() && self.result.is_supported
    }
}

impl CallResult {
    /// The result without a `result` key.
    fn none() -> Self {
        Self { kind: ResultKind::Nothing, span: Span::call_site(), is_supported: true }
    }

    fn read(arg: &Arg, ctxt: &mut Ctxt) -> Option<Self> {
        const EXPECTED: &str =
            "expected a type: `result = bool`, `result = Vec<ManagedDevice>`, or `stream` for bytes";
        let Value::Is(tokens) = &arg.value else {
            ctxt.error(arg.span(), EXPECTED);
            return None;
        };
        if syn::parse2::<Ident>(tokens.clone()).is_ok_and(|word| word == "stream") {
            return Some(Self { kind: ResultKind::Stream, span: arg.span(), is_supported: true });
        }
        let Ok(ty) = syn::parse2::<Type>(tokens.clone()) else {
            ctxt.error(attr::span_of(tokens).unwrap_or_else(|| arg.span()), EXPECTED);
            return None;
        };
        let span = ty.span();
        if field_type::is_unit(&ty) {
            return Some(Self { kind: ResultKind::Nothing, span, is_supported: true });
        }
        let unsupported = unsupported_result(&ty);
        let is_supported = unsupported.is_none();
        if let Some((at, message)) = unsupported {
            ctxt.error(at, message);
        }
        let kind = match field_type::vec(&ty) {
            Some(item) => ResultKind::Collection(item.clone()),
            None => ResultKind::Value(ty),
        };
        Some(Self { kind, span, is_supported })
    }
}

/// The token and the reason if no result can have this type, otherwise `None`.
fn unsupported_result(ty: &Type) -> Option<(Span, String)> {
    let inner = field_type::option(ty).and_then(field_type::vec);
    if inner.is_some() {
        return Some((ty.span(), "a collection is never null, only empty: write only the `Vec`".into()));
    }
    if field_type::vec(ty).is_some_and(field_type::is_byte) {
        return Some((ty.span(), "`Vec<u8>` is a collection of numbers: write `stream` for bytes, or `Binary` for base64 within JSON".into()));
    }
    field_type::unsupported(ty)
}
