//! Who asks, and what they may do.

pub(crate) mod caller;
pub(crate) mod claims;
pub(crate) mod permissions;
pub(crate) mod token;
