//! Who the caller is, and what it may do.

pub(crate) mod caller;
pub(crate) mod claims;
pub(crate) mod permissions;
pub(crate) mod token;
