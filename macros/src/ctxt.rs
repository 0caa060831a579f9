//! Collects every fault of an item, so that a user sees all of them in one compile.

use proc_macro2::{Span, TokenStream};

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: Vec<syn::Error>,
}

impl Ctxt {
    /// Notes a fault at a token.
    pub(crate) fn error(&mut self, at: Span, message: impl core::fmt::Display) {
        self.errors.push(syn::Error::new(at, message));
    }

    /// Notes a fault that syn found.
    pub(crate) fn syn(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// How many faults were found so far.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The faults as `compile_error!`, each at its token.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
