//! The models of items, read and validated key by key. The generators use only these and never parse.

pub(crate) mod callable;
pub(crate) mod complex;
pub(crate) mod entity;
pub(crate) mod enumeration;
pub(crate) mod keys;
pub(crate) mod one_of;
pub(crate) mod operations;
pub(crate) mod property;
pub(crate) mod structured;
pub(crate) mod variants;
