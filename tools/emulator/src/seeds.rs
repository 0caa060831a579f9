//! The entities of the start.

pub(crate) mod address;
pub(crate) mod data_file;
pub(crate) mod data_lock;
pub(crate) mod documentation;
pub(crate) mod entity;
mod given;
pub(crate) mod insert;
mod reader;
pub(crate) mod seed;
