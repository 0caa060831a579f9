//! What every other room uses: leaves that know nothing of requests, clients and entities.

mod body;
mod boxed;
mod call;
mod endpoint;
mod headers;
mod invalid;
mod message;
mod method;
mod path;
mod permissions;
mod secrets;
mod steps;

pub(crate) use body::{Body, Gaps, gaps, without_endpoint};
pub use boxed::BoxFuture;
pub use call::Call;
pub use endpoint::Endpoint;
pub(crate) use headers::{CLIENT_REQUEST_ID, REQUEST_ID, UNKNOWN_MEMBERS, add_preference, prefer};
pub use invalid::{InvalidRequestError, PathValueErrorKind};
pub(crate) use message::{OneLine, chain, innermost};
pub(crate) use method::is_read;
pub use path::PathValue;
pub(crate) use path::{LITERAL, fill, push_segment};
pub use permissions::{FurtherPath, Permissions};
pub(crate) use secrets::Secrets;
pub(crate) use steps::prepend_step;
