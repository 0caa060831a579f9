//! A panic in here is a fault of ours, not of the user's: it is caught, and reported as one.

use core::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

/// What the report starts with.
pub(crate) const PREFIX: &str = "graph-entity's macro panicked, which is a bug in graph-entity";

/// The output, or the report of a panic as a `compile_error!`.
// Unwind safe by what the callers do: whatever the panic left half-done is dropped here, and seen by nobody.
pub(crate) fn catch(expand: impl FnOnce() -> TokenStream) -> Result<TokenStream, TokenStream> {
    catch_unwind(AssertUnwindSafe(expand)).map_err(|panic| {
        let cause = cause(panic.as_ref());
        let message = format!("{PREFIX}: please report it together with this item\nit said: {cause}");
        syn::Error::new(Span::call_site(), message).to_compile_error()
    })
}

/// What the panic said.
fn cause(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing")
}
