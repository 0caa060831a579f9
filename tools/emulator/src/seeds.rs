//! The entities of the start.

pub(crate) mod address;
pub(crate) mod data_file;
pub(crate) mod data_lock;
pub(crate) mod documentation;
pub(crate) mod entity;
pub(crate) mod insert;
pub(crate) mod seed;
