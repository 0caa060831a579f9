//! The stored entities, and the checks and changes that are made to them.

pub(crate) mod alternate;
mod body;
pub(crate) mod casts;
pub(crate) mod check;
pub(crate) mod directory;
pub(crate) mod folders;
pub(crate) mod found;
pub(crate) mod insert;
pub(crate) mod json;
pub(crate) mod keys;
mod link_changes;
pub(crate) mod located;
pub(crate) mod members;
pub(crate) mod merge;
pub(crate) mod packed;
pub(crate) mod properties;
pub(crate) mod scalar;
pub(crate) mod signed_in;
pub(crate) mod store;
pub(crate) mod stream;
pub(crate) mod timestamps;
pub(crate) mod undeclared;
pub(crate) mod unique;
