//! Query options, typed by the properties they name: `$select`, `$expand`, `$filter`, `$orderby` and the
//! plain ones.
//!
//! Source: OData URL Conventions 4.01, "Query Options"; Microsoft Graph, "Use query parameters".

mod advanced;
mod expand;
mod filter;
mod options;
mod order;
mod property;
mod select;

pub use expand::{Expand, Related};
pub use filter::{Criterion, Filter, Item};
pub(crate) use options::{QueryOptions, query_methods};
pub use order::{Order, Sorting};
pub use property::{Name, Property};
pub use select::Selection;

#[doc(inline)]
pub use graph_entity_model::model::literal::{Comparable, Comparand, Ordered};
