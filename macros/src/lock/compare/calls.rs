//! Actions and functions: their addresses, parameters and results.

use super::types::Usage;
use super::{Comparison, is_compared};
use crate::address;
use crate::field_type::UNTYPED;
use crate::lock::facts::{Address, Call as Known, CallSort, TypeRef};
use crate::model::callable::{Call, Callable, ResultKind};
use crate::name::suggest::nearest;
use crate::sort;

impl Comparison<'_> {
    pub(in crate::lock) fn callable(&mut self, item: &Callable<'_>) {
        for address in item.addresses().filter(|address| !address.has_errors) {
            let before = self.errors.len();
            self.call(item, address);
            // Otherwise the same parameter would be reported again for another address.
            if self.errors.len() > before {
                break;
            }
        }
    }

    fn call(&mut self, item: &Callable<'_>, address: &address::Address) {
        let path = address.lookup_of_call();
        match self.api.addresses.get(&path) {
            Some(Address::Call(known)) if known.sort == CallSort::of(item.call) => {
                self.parameters(item, &path, known);
                self.result(item, &path, known.result.as_ref());
            }
            Some(Address::Call(known)) => {
                let (noun, attribute) = (known.sort.with_article(), known.sort.attribute());
                self.error(address.span(), format!("the address is that of {noun}: write `#[{attribute}]`"));
            }
            Some(Address::Entity(names)) => {
                let (noun, names) = (CallSort::of(item.call).with_article(), names.join("` or a `"));
                self.error(address.span(), format!("the address is that of a `{names}`, not of {noun}"));
            }
            None => self.address_is_unknown(address, &path),
        }
    }

    fn parameters(&mut self, item: &Callable<'_>, path: &str, known: &Known) {
        for parameter in item.structured.properties.iter().filter(|parameter| is_compared(parameter)) {
            let wire = &parameter.wire;
            if let Some(known) = known.parameters.get(wire) {
                self.type_of(wire, parameter.ty, &known.ty, Usage::Parameter(item.call));
            } else {
                let names: Vec<&str> = known.parameters.keys().map(String::as_str).collect();
                let what = format!("`{path}` has no parameter `{wire}`");
                self.missing(parameter.wire_span, &what, nearest(wire, &names));
            }
        }
    }

    /// Compares the result. A declaration may ignore it.
    fn result(&mut self, item: &Callable<'_>, path: &str, known: Option<&TypeRef>) {
        let Some(known) = known else {
            if !matches!(item.result.kind, ResultKind::Nothing) {
                self.error(item.result.span, format!("`{path}` returns nothing: remove `result`"));
            }
            return;
        };
        // Any JSON, or overloads with different results.
        if known.name == UNTYPED {
            return;
        }
        let is_stream = known.name == STREAM;
        match &item.result.kind {
            ResultKind::Nothing => {}
            ResultKind::Stream if is_stream => {}
            _ if is_stream => self.error(item.result.span, "it returns bytes: write `result = stream`"),
            ResultKind::Stream => self.result_differs(item.result.span, known),
            ResultKind::Value(ty) => self.type_of("", ty, known, Usage::Result),
            ResultKind::Collection(_) if !known.is_collection => self.result_differs(item.result.span, known),
            ResultKind::Collection(ty) => {
                let item = TypeRef { is_collection: false, ..known.clone() };
                self.type_of("", ty, &item, Usage::Items);
            }
        }
    }
}

/// The type of a result that is bytes of any content type.
const STREAM: &str = "Edm.Stream";

impl CallSort {
    fn of(call: Call) -> Self {
        match call {
            Call::Action => Self::Action,
            Call::Function => Self::Function,
        }
    }

    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::Action => sort::ACTION.item.with_article,
            Self::Function => sort::FUNCTION.item.with_article,
        }
    }

    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Action => sort::ACTION.item.attribute,
            Self::Function => sort::FUNCTION.item.attribute,
        }
    }
}
