//! Microsoft Graph on loopback: an HTTP server that serves annotated entities from their descriptors, or all that a
//! metadata document declares, answers as Graph answers, and refuses what Graph refuses.
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
//! - From entities ([`Builder::entity`]), from a description ([`Builder::description`]), or from a metadata document
//!   ([`Builder::metadata`]): all entity sets and singletons, navigation from one entity to the next, derived types and casts,
//!   and the document itself at `$metadata`.
//! - Entities: GET, PATCH, PUT and DELETE; PATCH with `Prefer: idempotent` or `create-if-missing` creates. Collections, which
//!   are the addresses less their last key: GET and POST, with related entities inline. One property: GET.
//! - Queries: `$select`, `$filter`, `$orderby`, `$search`, `$top`, `$skip`, `$count`, `$expand`, and pages behind
//!   `@odata.nextLink`; `$count` as an address.
//! - Relationships: `$ref` (GET, PUT, POST, DELETE) and `@odata.bind`.
//! - The function `delta`, where the metadata declares it.
//! - `ETag` and `If-Match`; `Prefer` with `return`, `odata.maxpagesize` and `include-unknown-enum-members`.
//! - `$batch`, with dependencies.
//! - Faults on demand: [`Builder::next_answers`], [`Builder::random_faults`]; throttling by windows, [`Builder::throttle`];
//!   and a ledger of who came back too early, [`Emulator::waits`].
//! - Tokens with permissions and an end, [`Builder::token`] and [`token()`], and challenges for claims,
//!   [`Builder::claims_challenge`].
//! - Addresses that Graph documents and Intune was seen not to serve, once [`Builder::as_intune_was_seen`] leaves them out.
//! - TLS, where `Builder::https` (feature `https`) asks for it.
//!
//! A filter is of `eq`, `ne`, `gt`, `ge`, `lt`, `le`, `in`, `has`, `and`, `or`, `not`, `any` and `all`, in any case, over
//! properties, those of related entities too, `$count` of a collection, and OData's functions on texts, dates, times and
//! numbers; a search takes `AND`, `OR`, `NOT` and parentheses.
//!
//! Answered with 501 and `NotEmulated`: query options on a change; `$apply`, `$compute` and other query options, `$levels` of
//! what is a collection or inside of another expansion; arithmetic, `cast` and other functions in a filter; `$value`; keys by
//! name, `users(userPrincipalName='x')`; actions, and functions other than `delta`, that the metadata declares.
//!
//! # What is seen
//!
//! Every request is recorded, those inside of a `$batch` too. A test says what it expects, and is told what came instead:
//! [`Emulator::assert_received`], [`Expect`]. What clients do that Graph takes, and that costs or risks something, is a
//! [`Finding`]: [`Emulator::findings`], [`Emulator::assert_no_findings`].
//!
//! The same over HTTP, for other languages and for people, without a token, for this machine alone. No version of Graph
//! has these addresses, and requests to them are neither recorded nor do they take a fault:
//!
//! | request | answer |
//! |---|---|
//! | `GET /` | a page: findings, last requests, open waits, types and addresses, entities, settings |
//! | `GET /emulator/requests` | an array of the recorded requests: `index`, `batch`, `received`, `method`, `target`, `headers` (pairs), `json` or `text`, `status`, `milliseconds`, `findings` |
//! | `GET /emulator/findings` | an array of findings: `kind`, `request`, `method`, `path`, `count`, `sentence` |
//! | `GET /emulator/waits` | an array of [`Wait`]s: `method`, `target`, `asked` and `waited` in seconds or null, `isTooEarly` |
//! | `POST /emulator/faults` | `{"faults": count}` of those to come, as [`Emulator::next_answers`] with a list of [`Fault`]s: `["none", {"throttled": {"seconds": 1}}, {"status": [503, "missing"]}, {"stall": 0.5}, "reset"]` |
//! | `POST /emulator/expire-delta-links` | `{}`, as [`Emulator::expire_delta_links`] |
//! | `POST /emulator/save` | `{"saved": file}`, as [`Emulator::save`]; 409 where there is no file, or it cannot be written |
//! | `POST /emulator/reset` | `{"entities": count}`, as [`Emulator::reset`] |
//!
//! # Where data come from
//!
//! [`Builder::seed`] and [`Builder::seed_at`], [`Builder::seed_docs`] for the examples of documentation pages, and
//! [`Builder::data_file`] for a file that is also saved to.
//!
//! # Decisions where Graph leaves room
//!
//! - A further address, `path(name = "...")`, leads to the entities that live at the first one. It finds an entity by its
//!   last key and by the keys whose placeholders have the same names in both; a key that only the further address has (the
//!   user of a user's devices) is any. A create there gives the first address in `Location`.
//! - `$top` is the size of a page, as Graph's documentation says, and the list goes on behind the link.
//! - A list is in the order of its keys. Texts compare by case in `$filter`, and without in `$search`, which looks at every
//!   text of the entity itself.
//! - Of a collection of `directoryObject`, queries take the properties of users, groups and all others without a cast, as
//!   Graph's directory does; elsewhere a property of a derived type takes one. Where a type is open, they take any name.
//! - A replacement keeps what the service sets, what only a create sets and what is related.
//! - A value for a read-only property is refused where it is a change: [`ReadOnlyWrites`] says otherwise.
//! - In a metadata document everything may be set save keys, what is annotated as computed or as read alone, and the times
//!   below. A body says its type where the declared one is abstract, in a PATCH too.
//! - A singleton, and an entity that a property leads to which is no collection, is there once it is asked for or changed. A
//!   create beneath an entity that is not there is 404.
//! - An entity that is created at a property whose entities live in a set, by the metadata's binding, lives in that set.
//! - A permission to change is one to read, and `X.Read.All` reads what `X.ReadWrite.All` changes. A token that is no JSON
//!   Web Token, the default among them, may do everything; the signature of one that is, is not looked at. An address
//!   of several types takes a permission of any of them, one beneath a declared address that of the entity there. Metadata
//!   declares no permissions, and those of what `$expand` brings along are not looked at.
//! - A throttled request takes no place in a window, so that who waits as told is served.
//! - `createdDateTime`, `lastModifiedDateTime` and `modifiedDateTime` are kept where the type has them.
//!
//! # Bounds
//!
//! A body is up to [`Builder::body_limit`]; headers are up to 64 KB, twice that at most where they come at once, and 100 of
//! them; both have to arrive within [`Builder::read_timeout`]. Connections are up to [`Builder::connections`]; one more is
//! answered by 503. Expansions stand up to 4 deep inside of each other, and lambdas over related entities up to 2, as
//! relationships may form rings.
//!
//! # What is Graph's and what is ours
//!
//! Statuses, codes and texts are those that Graph and Intune were seen to use. Where a refusal is certain but its
//! words are not known, the answer carries the header `x-graph-emulator-wording: ours`.
//!
//! ## Rooms
//!
//! - `lock`: mutexes that outlive a panic
//! - `schema`: the served model: types, and the addresses of what is of them
//! - `settings`: the switches, and their defaults
//! - `refusals`: every refusal, with Graph's words for it
//! - `sources`: what the model is made from: annotated entities, a JSON text, CSDL
//! - `routing`: from a URL to what it leads to
//! - `data`: the store, the checks of what goes into it, and changes
//! - `seeds`: what is in the store at the start, and the data file
//! - `query`: query options
//! - `auth`: tokens, their claims, and what they permit
//! - `observe`: what was sent, what a test expects of it, and findings
//! - `answers`: entities, errors and metadata as Graph writes them
//! - `faults`: what goes wrong on demand: faults, throttling, addresses that are not served
//! - `service`: from a request to its answer, one verb a file
//! - `control`: the addresses of the emulator's own, and the page
//! - `http`: sockets, TLS, and bytes that are not HTTP
//! - `api`: the builder, the running emulator, and why it does not start
//!
//! A room is a module of this crate, and uses only rooms above it. The binary, `src/bin/graph-emulator`, is a crate of its own
//! that uses what is public.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answers;
mod api;
mod auth;
mod control;
mod data;
mod faults;
mod http;
mod lock;
mod observe;
mod query;
mod refusals;
mod routing;
mod schema;
mod seeds;
mod service;
mod settings;
mod sources;

pub use crate::api::builder::Builder;
pub use crate::api::emulator::Emulator;
pub use crate::api::start_error::StartError;
pub use crate::auth::token::{Token, token};
pub use crate::faults::fault::{Fault, RetryAfter};
pub use crate::faults::throttle::{Area, Limit, RetryAfterForm, Scope, Throttle};
pub use crate::observe::expect::Expect;
pub use crate::observe::finding::Finding;
pub use crate::observe::kind::FindingKind;
pub use crate::observe::recording::RecordedRequest;
pub use crate::observe::retry_log::Wait;
pub use crate::seeds::documentation::UnusedPage;
pub use crate::settings::{NestedWrites, ReadOnlyWrites, TypeAnnotations, UpdateAnswer};
