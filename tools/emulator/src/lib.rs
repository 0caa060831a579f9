//! Microsoft Graph on loopback: an HTTP server that serves annotated entities, or everything that a metadata
//! document declares. It answers as Graph answers, and refuses what Graph refuses.
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
//! It binds to loopback only. It runs on the tokio runtime that started it and stops when it is dropped. A
//! test on a single-threaded runtime must therefore not block while it waits for a response.
//!
//! # What is served
//!
//! - From annotated entities ([`Builder::entity`]), a JSON document ([`Builder::json`]), or a metadata
//!   document ([`Builder::metadata`]): all entity sets and singletons, navigation from one entity to the
//!   next, derived types and casts, and the metadata document itself at `$metadata`.
//! - Entities: GET, PATCH, PUT and DELETE; PATCH with `Prefer: idempotent` or `create-if-missing` creates.
//!   Collections, at the address without the last key: GET and POST, with related entities inline. Single
//!   properties: GET.
//! - Alternate keys, `applications(appId='x')`: those that the metadata declares, those in the paths of
//!   annotated entities, and those that Graph documents. A PATCH that creates gives the entity the values in
//!   the address.
//! - Queries: `$select`, `$filter`, `$orderby`, `$search`, `$top`, `$skip`, `$count`, `$expand`, pages linked
//!   by `@odata.nextLink`, and `$count` as a path segment.
//! - HEAD as GET, the service root, and versions in any case: `/V1.0`.
//! - Relationships: `$ref` (GET, PUT, POST, DELETE) and `@odata.bind`.
//! - The function `delta`, if the metadata declares it, with the changes of the relationships in `$expand`:
//!   `members@delta`.
//! - All other actions and functions that the metadata declares, and those of [`Builder::callable`]: parameters
//!   are checked by name, type and presence, and a stub answers: a value of the declared result, or what
//!   [`Builder::answer_calls`] and [`Builder::answer_calls_from`] say.
//! - `$value` and streams: photos, the content of files, attachments and the MIME text of messages (GET, PUT, DELETE),
//!   and the raw values of properties.
//! - Messages as MIME, in a body of the type `text/plain`: creates, `sendMail` and replies.
//! - Upload sessions of files and attachments, with ranges, their state, resumption and cancellation.
//! - The content of Intune's apps: `azureStorageUri` is a block blob at the emulator's own address, `renewUpload` and
//!   `commit` go through their states as it is polled.
//! - Export jobs of Intune's reports, up to the download of an archive, whole or in ranges:
//!   [`Builder::report`].
//! - Long-running operations: the create of a team, and calls with [`CallAnswer::after_polls`].
//! - Bodies in gzip, and responses without annotations (`odata.metadata=none`) or with all of them
//!   (`odata.metadata=full`), by `Accept` or `$format`. Bound actions and functions are not advertised, and
//!   the result of a call is written as its stub returns it.
//! - `ETag` and `If-Match`; `Prefer` with `return`, `odata.maxpagesize` and `include-unknown-enum-members`.
//! - `$batch`, with dependencies.
//! - Faults on demand: [`Builder::next_answers`], [`Builder::random_faults`]; throttling by sliding windows,
//!   [`Builder::throttle`]; and a log of the clients that retried too early, [`Emulator::waits`].
//! - Tokens with permissions and a lifetime, [`Builder::token`] and [`token()`], and claims challenges,
//!   [`Builder::claims_challenge`].
//! - The gaps of Intune: [`Builder::not_served_by_intune`] leaves out addresses that Graph documents and
//!   Intune was seen not to serve.
//! - TLS, with `Builder::https` (feature `https`).
//!
//! A filter may use `eq`, `ne`, `gt`, `ge`, `lt`, `le`, `in`, `has`, `and`, `or`, `not`, `any` and `all`, in
//! any case, on properties (also those of related entities), on `$count` of a collection, and on OData's
//! functions for texts, dates, times and numbers. A search may use `AND`, `OR`, `NOT` and parentheses.
//!
//! Answered with 501 and `NotEmulated`: query options on a change; `$apply`, `$compute` and other query
//! options; `$levels` of a collection or inside another expansion; arithmetic, `cast` and other functions in
//! a filter; alternate keys that are not declared, `users(displayName='x')`;
//! well-known names, `mailFolders/inbox`, unless an entity is stored there; addresses by path, `root:/a/b`; query
//! options on a call without a stub.
//!
//! # What is observed
//!
//! Every request is recorded, including those inside a `$batch`. A test declares what it expects, and a
//! failure shows what was sent instead: [`Emulator::assert_received`], [`Expect`]. A [`Finding`] is something
//! that a client did and Graph accepts, but that has a cost or a risk: [`Emulator::findings`],
//! [`Emulator::assert_no_findings`]. Its [level](FindingKind::level) is `advice` if most clients do it and
//! nothing breaks, and `error` otherwise: [`Emulator::assert_no_errors`].
//!
//! The same is available over HTTP, for other languages and for people: without a token, and only from this
//! machine. No version of Graph has these addresses. Requests to them are not recorded and take no fault:
//!
//! | request | answer |
//! |---|---|
//! | `GET /` | a page that follows the emulator: findings, last requests with their replies, waits, types and addresses, entities, settings; it shows no accepted token, and no value of a `sensitive` property or of one such as `password` |
//! | `GET /emulator/status` | `endpoint`, `version`, `started`, `resets`, `hasDataFile`, and how much there is: `requests` (`arrived`, `recorded`, `kept`, and the index of the `oldest`), `findings` (`different`, and `count` with repetitions), `openWaits`, `entities` (`count`, and a `state` that grows with each change) |
//! | `GET /emulator/requests` | an array of the recorded requests: `index`, `batch`, `received`, `method`, `target`, `headers` (pairs), `json` or `text`, `status`, `milliseconds`, `findings`. `?since=` with the `recorded` of the status: only those recorded after it; `?limit=`: only the newest; `?bodies=false`: without headers and bodies |
//! | `GET /emulator/requests/{index}` | one of them for people, without secrets: `body` instead of `json`, and `reply` with `headers` and `body`, or null if it was reset or is no longer kept. A body is its `text`, which is laid out if it is JSON, its `length` in bytes, and `isCut`. The newest replies are kept, 1 MiB of them, without bodies over 256 KiB |
//! | `GET /emulator/findings` | an array of findings, or of those with `?level=error` or `?kind=tooEarly`: `kind`, `level`, `request`, `method`, `path`, `count`, `sentence` |
//! | `GET /emulator/waits` | an array of [`Wait`]s: `method`, `target`, `asked` and `waited` in seconds or null, `isTooEarly` |
//! | `GET /emulator/addresses` | an array of the served `address`es, their `types`, and the number of `entities` |
//! | `GET /emulator/entities` | `count` and `entities`, each with `path` and `type`: the first 100, or `?limit=`, and with `?path=` those whose path contains a text |
//! | `GET /emulator/entities/{path}` | one of them, at `beta/users/1`: its `body` as that of a request, without secrets |
//! | `GET /emulator/settings` | an array of `name`, `value` and `isDefault` |
//! | `POST /emulator/faults` | `{"faults": count}` of the queue, as [`Emulator::next_answers`] with a list of [`Fault`]s: `["none", {"throttled": {"seconds": 1}}, {"status": [503, "missing"]}, {"stall": 0.5}, "reset"]` |
//! | `POST /emulator/calls` | `{"calls": count}` of the stubs, as [`Builder::answer_calls_from`]: `[{"call": "wipe", "error": {"status": 409, "code": "Conflict", "message": "Busy."}}]` |
//! | `POST /emulator/expire-delta-links` | `{}`, as [`Emulator::expire_delta_links`] |
//! | `POST /emulator/expire-uploads` | `{}`, as [`Emulator::expire_uploads`] |
//! | `POST /emulator/save` | `{"saved": file}`, as [`Emulator::save`]; 409 if there is no file, or it cannot be written |
//! | `POST /emulator/reset` | `{"entities": count}`, as [`Emulator::reset`] |
//!
//! # Where data come from
//!
//! Use [`Builder::seed`] and [`Builder::seed_at`] for single entities, [`Builder::seed_docs`] for the
//! examples of documentation pages, and [`Builder::data_file`] for a file that can also be saved to.
//!
//! # Decisions where Graph leaves room
//!
//! - A further address, `path(name = "...")`, leads to the entities of the first address. It finds an entity
//!   by its last key and by the keys whose placeholders have the same names in both; a key that only the
//!   further address has (the user of a user's devices) matches any. A create at a further address returns
//!   the first address in `Location`.
//! - A further address that is also a navigation property of the entity before it (`/groups/{id}/members`) has what is
//!   related to that entity: by `$ref`, by `@odata.bind`, or by a create there.
//! - `/v1.0` and `/beta` have the same entities if both are served: an entity that is created under one is
//!   read, changed and deleted under the other ([`Builder::version_stores`]). A version does not show what
//!   only the other one declares, and does not lose it: entities of such a type are 404, such properties are
//!   left out, and such members of enumerations are shown as the sentinel. A value whose type only the other
//!   version declares for its property is left out. Links and contexts are of the version of the request.
//! - Names are found in any case, unless two declared names differ only in case: those in paths, of query
//!   options, properties and types, and the members of enumerations. Keys, texts, annotations and the names of
//!   undeclared properties are compared exactly. [`Builder::names_of`] changes that for a type.
//! - An advanced query of the directory (`ne`, `not`, `endsWith`, most of `$orderby`, ...) needs the header
//!   `ConsistencyLevel: eventual` and `$count=true`, `$search` and `/$count` need the header.
//! - A read of a user without `$select` returns the eleven documented properties:
//!   [`Builder::default_properties`].
//! - `$top` is the size of a page, as Graph's documentation says, and the list continues by the link.
//! - A query whose conditions take more than about half a second of work, or whose functions make more than
//!   32 MiB of text at once, is refused with 400.
//! - A list is in the order of its keys. Texts are compared with case in `$filter` and without case in
//!   `$search`, which looks at every text property of the entity itself.
//! - In queries of a collection of `directoryObject`, the properties of users, groups and all other derived
//!   types need no cast, as in Graph's directory; elsewhere a property of a derived type needs one. Queries
//!   of an open type accept any property name.
//! - A replacement keeps properties that the service sets, properties that only a create sets, and
//!   relationships, except that it replaces contained entities that the body has.
//! - A PATCH with `@odata.bind` of a collection adds up to 20 links, or none of them, and Intune refuses it.
//! - A property that an open type does not declare is stored and reported by a finding, or refused:
//!   [`Builder::undeclared_properties`].
//! - A value for a read-only property is refused if it is a change; see [`ReadOnlyWrites`] for the
//!   alternative.
//! - For types from a metadata document, everything may be set except the key `id`, what is annotated as computed or
//!   read-only, and the timestamps below. A key of another name is set by a create. If the declared type is abstract, a body needs `@odata.type`, also
//!   in a PATCH.
//! - `/me` is one of the users: the one seeded there, or a new one. `directoryObjects/{id}` leads to a user, a
//!   group or another object of the directory.
//! - An item in a folder also has an address outside of it: `/me/messages/{id}` leads to a message in any folder
//!   of the user, and `/me/messages` lists them all. So have contacts, events, items of drives and Planner's
//!   tasks.
//! - A singleton, and the entity of a single-valued navigation property, is created when it is first
//!   requested or changed. A create beneath an entity that does not exist is answered by 404.
//! - An entity that is created by a navigation property with a binding in the metadata is stored in the bound
//!   entity set.
//! - A permission to change includes the permission to read, and `X.Read.All` reads what `X.ReadWrite.All`
//!   changes. A token that is not a JSON Web Token, such as the default one, may do everything. Signatures
//!   are not checked. An address with several types needs a permission of any of them; an address beneath a
//!   declared one needs a permission of the entity there. Metadata declares no permissions, and those of
//!   expanded entities are not checked.
//! - A parameter that may be null may be left out, and a boolean one may be a text, as in the documented `sendMail`. The action `assign` replaces the entities of the navigation
//!   property whose type its parameter has, and returns them if it is declared to return such; `wipe` and `retire`
//!   set the `managementState` of a managed device. No other action changes anything without a stub.
//! - An entity that a workload works on goes a step further with each read: `azureStorageUriRequestPending` is followed by
//!   `azureStorageUriRequestSuccess`, and `notStarted` by `inProgress` and `completed`.
//! - An app of Intune with content is `notPublished` until an update sets `committedContentVersion` to a version of it
//!   whose files are committed. Another version is refused, unless the app has no content at all: then it is stored.
//! - What is uploaded or downloaded without a token has an address of the emulator's own, `/media/...`, which cannot be
//!   guessed. Faults apply to such requests, and they are recorded. A range may have 60 MB. An upload session expires a
//!   day after its last range.
//! - The data file holds entities, their links and their streams. Upload sessions, blobs and downloads end with the
//!   emulator.
//! - A throttled request is not counted, so that a client that waits as long as it was asked to is served.
//! - `createdDateTime`, `lastModifiedDateTime` and `modifiedDateTime` are maintained if the type has them.
//!
//! # Bounds
//!
//! `Host` must be a name of this machine or of Graph, or one of [`Builder::allow_host`], and `Origin`, if there is
//! one, an origin on this machine or one of [`Builder::allow_origin`]: a page of another site must not read or
//! write. Pages of those origins may, and their browsers' preflight requests are answered.
//!
//! A body may have up to [`Builder::body_limit`] bytes. There may be 100 headers with 64 KB, and up to twice
//! that if they arrive at once. Both must arrive within [`Builder::read_timeout`]. There may be
//! [`Builder::connections`] connections; one more is answered by 503. Expansions nest up to 4 deep, and
//! lambdas over related entities up to 2, since relationships may form cycles.
//!
//! # Graph's wording and the emulator's
//!
//! Statuses, codes and messages are those that Graph and Intune were seen to use. If it is certain that Graph
//! refuses, but its wording is not known, the response has the header `x-graph-emulator-wording: ours`.
//!
//! ## Rooms
//!
//! - `lock`: mutexes that outlive a panic
//! - `schema`: the served model: types, and the addresses of their entities
//! - `settings`: the switches, and their defaults
//! - `refusals`: every refusal, with Graph's words for it
//! - `sources`: what the model is made from: annotated entities, a JSON document, CSDL
//! - `routing`: from a URL to a resource
//! - `data`: the store, checks of bodies, and changes
//! - `seeds`: the entities of the start, and the data file
//! - `calls`: actions and functions: their parameters, and the stubs that answer them
//! - `media`: bytes: streams of entities, uploads, block blobs, archives
//! - `query`: query options
//! - `auth`: tokens, their claims and permissions
//! - `observe`: recorded requests, expectations of tests, and findings
//! - `answers`: entities, errors and metadata as Graph writes them
//! - `faults`: faults on demand: injected faults, throttling, addresses that are not served
//! - `service`: from a request to its answer, with one file for each method
//! - `control`: the emulator's own HTTP interface and its page
//! - `http`: sockets, TLS, and bytes that are not HTTP
//! - `api`: the builder, the running emulator, and its start errors
//!
//! A room is a module of this crate, and uses only rooms above it. The binary, `src/bin/graph-emulator`, is a
//! separate crate that uses the public interface.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answers;
mod api;
mod auth;
mod calls;
mod control;
mod data;
mod faults;
mod http;
mod lock;
mod media;
mod observe;
mod query;
mod refusals;
mod routing;
mod schema;
mod seeds;
mod service;
mod settings;
mod sources;

pub use crate::api::agreement::{Disagreement, check_entities};
pub use crate::api::builder::Builder;
pub use crate::api::emulator::Emulator;
pub use crate::api::start_error::StartError;
pub use crate::auth::token::{Token, token};
pub use crate::calls::answer::CallAnswer;
pub use crate::calls::call::Call;
pub use crate::faults::fault::{Fault, RetryAfter};
pub use crate::faults::throttle::{Area, Limit, RetryAfterFormat, Scope, Throttle};
pub use crate::observe::expect::Expect;
pub use crate::observe::finding::Finding;
pub use crate::observe::kind::{FindingKind, FindingLevel};
pub use crate::observe::recording::RecordedRequest;
pub use crate::observe::retry_log::Wait;
pub use crate::seeds::documentation::UnusedPage;
pub use crate::settings::{
    DefaultProperties, Names, NestedWrites, ReadOnlyWrites, TypeAnnotations, UndeclaredProperties,
    UpdateAnswer, VersionStores,
};
