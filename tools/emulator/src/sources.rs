//! Fills the model from annotated entities, a JSON document, or CSDL.

pub(crate) mod csdl;
pub(crate) mod declared;
pub(crate) mod entities;
pub(crate) mod json;
