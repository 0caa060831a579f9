//! Entities that are there from the start.

pub(crate) mod data_file;
pub(crate) mod documentation;
pub(crate) mod seed;
