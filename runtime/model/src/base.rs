//! What every other room uses. Nothing in here depends on types or entities.

mod body;
mod invalid;
mod path;
mod permissions;
mod steps;

#[doc(hidden)]
pub use body::Body;
pub(crate) use body::{Gaps, check_addresses, gaps, without_endpoint};
pub use invalid::{InvalidRequestError, PathValueErrorKind};
pub(crate) use path::LITERAL;
pub use path::PathValue;
#[doc(hidden)]
pub use path::{fill, push_segment};
pub use permissions::{FurtherPath, Permissions};
pub(crate) use steps::prepend_step;
