//! What Rust users touch.

pub(crate) mod builder;
pub(crate) mod emulator;
pub(crate) mod start_error;
