//! Microsoft Graph on loopback: an HTTP server that serves annotated entities from their descriptors, answers as
//! Graph answers, and refuses what Graph refuses.
//!
//! ```
//! use graph_entity::graph_entity;
//! use graph_entity_emulator::Emulator;
//! use serde_json::json;
//!
//! /// A category of devices.
//! #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
//! #[derive(Debug, Clone, PartialEq)]
//! pub struct DeviceCategory {
//!     /// Key of the category.
//!     pub id: String,
//!     /// What people call it.
//!     pub display_name: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let emulator = Emulator::builder()
//!     .entity::<DeviceCategory>()
//!     .seed::<DeviceCategory>(["42"], json!({"displayName": "Kiosk"}))
//!     .start()
//!     .await;
//! assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
//! assert_eq!(emulator.urls(), [format!("{}/v1.0/deviceManagement/deviceCategories/42", emulator.endpoint())]);
//! # }
//! ```
//!
//! It binds to loopback only. It runs on the tokio runtime that started it and stops when it is dropped, so a test
//! on a single-threaded runtime must not block while it waits for an answer.
//!
//! # What is served
//!
//! - Entities: GET, PATCH, PUT and DELETE; PATCH with `Prefer: idempotent` or `create-if-missing` creates. Collections, which
//!   are the addresses less their last key: GET and POST, with related entities inline.
//! - Queries: `$select`, `$filter`, `$orderby`, `$search`, `$top`, `$skip`, `$count`, `$expand` of what was created inline
//!   or is beneath the entity, and pages behind `@odata.nextLink`.
//! - `ETag` and `If-Match`; `Prefer` with `return`, `odata.maxpagesize` and `include-unknown-enum-members`.
//! - `$batch`, with dependencies.
//! - Faults on demand: [`Builder::next_answers`], [`Builder::random_faults`], [`Emulator::waits`].
//!
//! Answered with 501 and `NotEmulated`: `@odata.bind` and query options on a change; `$apply`, `$compute`, delta and other
//! query options; functions in a filter save `contains`, `startswith`, `endswith` and `isof`, and the comparison of two
//! properties; `OR` and `NOT` in a search. Not served, and so a route that Graph does not know: `$ref`, `$value`,
//! `$count` as an address, `$metadata`, actions and functions. Permissions are not looked at.
//!
//! # Decisions where Graph leaves room
//!
//! - A further address, `path(name = "...")`, leads to the entities that live at the first one. It finds an entity by its
//!   last key and by the keys whose placeholders have the same names in both; a key that only the further address has (the
//!   user of a user's devices) is any. A create there gives the first address in `Location`.
//! - `$top` is the size of a page, as Graph's documentation says, and the list goes on behind the link.
//! - A list is in the order of its keys. Texts compare by case in `$filter`, and without in `$search`, which looks at every
//!   text of the entity itself.
//! - A replacement keeps what the service sets, what only a create sets and what is related.
//! - A value for a read-only property is refused where it is a change: [`ReadOnlyWrites`] says otherwise.
//! - `createdDateTime`, `lastModifiedDateTime` and `modifiedDateTime` are kept where the type has them.
//!
//! # What is Graph's and what is ours
//!
//! Statuses, codes and texts are those that Graph and Intune were seen to use. Where a refusal is certain but its
//! words are not known, the answer carries the header `x-graph-emulator-wording: ours`.

mod address;
mod answer;
mod batch;
mod body;
mod builder;
mod check;
mod description;
mod descriptor;
mod emulator;
mod entity_reply;
mod envelope;
mod fault;
mod form;
mod ledger;
mod model;
mod place;
mod prefer;
mod query;
mod reading;
mod recording;
mod refusal;
mod route;
mod scalar;
mod server;
mod service;
mod stamp;
mod store;
mod writing;

pub use builder::{Builder, StartError, TypeAnnotations, UpdateAnswer};
pub use check::ReadOnlyWrites;
pub use emulator::Emulator;
pub use fault::{Fault, RetryAfter};
pub use ledger::Wait;
pub use recording::RecordedRequest;
