//! Responses as Graph writes them.

pub(crate) mod csdl;
mod defaults;
pub(crate) mod entity;
pub(crate) mod envelope;
pub(crate) mod full;
pub(crate) mod links;
pub(crate) mod preferences;
pub(crate) mod response;
pub(crate) mod text;
