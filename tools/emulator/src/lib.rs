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
