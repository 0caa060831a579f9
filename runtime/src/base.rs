//! What every other room uses: leaves that know nothing of requests, clients and entities.

mod boxed;
mod call;
mod endpoint;
mod escapes;
mod headers;
mod message;
mod method;
mod secrets;

pub use boxed::BoxFuture;
pub use call::Call;
pub use endpoint::Endpoint;
pub(crate) use endpoint::carried;
pub(crate) use headers::{CLIENT_REQUEST_ID, REQUEST_ID, UNKNOWN_MEMBERS, add_preference, prefer};
pub(crate) use message::{OneLine, chain, innermost};
pub(crate) use method::is_read;
pub(crate) use secrets::Secrets;
