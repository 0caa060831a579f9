//! What is served: types, the addresses of their entities, actions and functions.

pub(crate) mod address;
pub(crate) mod alternate_key;
pub(crate) mod declared_type;
pub(crate) mod enumeration;
pub(crate) mod form;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod operation;
pub(crate) mod permissions;
mod sharing;
pub(crate) mod structure;
pub(crate) mod template;
pub(crate) mod types;
