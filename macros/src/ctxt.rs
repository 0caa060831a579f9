//! Collects the errors of an item, so that one compilation reports all of them.

use proc_macro2::{Span, TokenStream};

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: Vec<syn::Error>,
}

impl Ctxt {
    /// Adds an error at a token.
    pub(crate) fn error(&mut self, at: Span, message: impl core::fmt::Display) {
        self.errors.push(syn::Error::new(at, message));
    }

    /// Adds an error of `syn`.
    pub(crate) fn syn(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// The number of errors so far.
    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// Returns the errors as `compile_error!` invocations, each at its token.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
