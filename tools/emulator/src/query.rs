//! Query options: read against the declared type, so that a wrong one is refused even where nothing is there to query.
//!
//! Source: OData URL Conventions 4.01, "System Query Options"; Microsoft Graph, "Use query parameters".

mod expand;
mod filter;
mod options;
mod order;
mod path;
mod search;
mod select;
mod value;

pub(crate) use expand::Expand;
pub(crate) use options::{Query, Reader};
pub(crate) use path::{Root, public};
