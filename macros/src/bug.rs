//! Catches a panic of the macros and reports it as a bug of this crate, not of the user's item.

use core::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

/// The start of the report.
pub(crate) const PREFIX: &str = "graph-entity's macro panicked, which is a bug in graph-entity";

/// Returns the output of `expand`, or the report of a panic as a `compile_error!`.
// `AssertUnwindSafe`: what a panic leaves in an invalid state is dropped with the closure and never observed.
pub(crate) fn catch(expand: impl FnOnce() -> TokenStream) -> Result<TokenStream, TokenStream> {
    catch_unwind(AssertUnwindSafe(expand)).map_err(|panic| {
        let cause = cause(panic.as_ref());
        let message = format!("{PREFIX}: please report it together with this item\nit said: {cause}");
        syn::Error::new(Span::call_site(), message).to_compile_error()
    })
}

/// The message of the panic.
fn cause(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing")
}
