//! Sockets, TLS, and answers to bytes that are not HTTP.

pub(crate) mod body;
mod coding;
pub(crate) mod malformed;
pub(crate) mod server;
#[cfg(feature = "https")]
pub(crate) mod tls;
