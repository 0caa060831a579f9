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
//! - `catalog`: the types of a document, for reading
//! - `source`: what annotated Rust declares
//! - `merge`: adds generated items to a file that exists
//! - `notes`: what the macros note while a package is compiled
//! - `documents`: the metadata documents that a command is given
//! - `download`: downloads metadata documents
//! - `check`: compares what is declared with metadata
//! - `changes`: what changed between two documents
//! - `lock`: writes `graph-schema.lock`

mod addresses;
mod catalog;
mod changes;
mod check;
mod documents;
mod download;
mod generate;
mod items;
mod lock;
mod merge;
mod names;
mod notes;
mod render;
mod search;
mod selection;
mod source;
mod words;

pub use catalog::{Catalog, Description, Entry, MemberDescription};
pub use changes::Changes;
pub use check::Checked;
pub use documents::{Document, DocumentError, Sources, read_pages};
pub use download::{Download, DownloadError, DownloadErrorKind, Downloaded};
pub use generate::{Generated, generate};
pub use items::GeneratedCall;
pub use lock::{FILE as LOCK, Lock, LockError, Written};
pub use merge::{Difference, MergeError, MergeErrorKind, Merged};
pub use notes::NoteError;
pub use search::SearchError;
pub use selection::Request;
pub use source::{Source, SourceError};
