//! What every other room uses: leaves that know nothing of requests, clients and entities.

#[cfg(feature = "blocking")]
mod blocking;
mod boxed;
mod call;
mod endpoint;
mod escapes;
mod headers;
mod message;
mod method;
mod secrets;

#[cfg(feature = "blocking")]
pub use blocking::Blocking;
#[cfg(feature = "blocking")]
pub(crate) use blocking::{Driver, block_on, block_on_concurrent, driver, on_thread, sleep};
pub use boxed::BoxFuture;
pub use call::Call;
pub use endpoint::Endpoint;
pub(crate) use endpoint::carried;
pub(crate) use headers::{
    CLIENT_REQUEST_ID, REQUEST_ID, UNKNOWN_MEMBERS, add_preference, header_text, prefer,
};
pub(crate) use message::{OneLine, chain, innermost};
pub(crate) use method::is_read;
pub(crate) use secrets::Secrets;
