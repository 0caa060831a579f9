#![doc = include_str!("../README.md")]
//!
//! ## Rooms
//!
//! The crate's modules, in the order in which they build on one another. Each uses only those above it.
//!
//! - `words`: names on the wire and names in Rust, and texts as comments
//! - `names`: the Rust name of each type and operation of a document
//! - `addresses`: the addresses of entity types
//! - `search`: types by a name or an address, and near names
//! - `selection`: which types and operations are generated
//! - `items`: what is generated, as data
//! - `render`: from items to tokens and text
//! - `generate`: from a document and a request to a file
//! - `merge`: adds generated items to a file that exists
//! - `catalog`: the types of a document, for reading

mod addresses;
mod catalog;
mod generate;
mod items;
mod merge;
mod names;
mod render;
mod search;
mod selection;
mod words;

pub use catalog::{Catalog, Description, Entry, MemberDescription};
pub use generate::{Generated, generate};
pub use merge::{Difference, MergeError, Merged};
pub use search::SearchError;
pub use selection::Request;
