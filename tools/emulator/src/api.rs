//! The interface for Rust users.

pub(crate) mod agreement;
pub(crate) mod builder;
pub(crate) mod emulator;
pub(crate) mod start_error;
