//! Into the schema: from annotated entities, from a JSON text, from CSDL.

pub(crate) mod csdl;
pub(crate) mod entities;
pub(crate) mod json;
