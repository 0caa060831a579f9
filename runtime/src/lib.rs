#![doc = include_str!("../README.md")]
//!
//! ## Rooms
//!
//! The crate's modules, in the order in which they build on one another. Each uses only those above it.
//!
//! - `base`: leaves: endpoint, path, headers, permissions, error messages, the boxed future
//! - `model`: the OData type system: types as data, slots, reader and writer; no HTTP, no async
//! - `credential`: bearer tokens and what supplies them
//! - `transport`: how bytes reach Graph
//! - `error`: the client's error type, and the details of its variants
//! - `entity`: entities, their patches, their operations and what refers to them
//! - `callable`: actions and functions as data: their parameters and results
//! - `query`: query options, typed by the properties they name
//! - `request`: a request as plain data
//! - `client`: sending: tokens, attempts, delays, budget, and the answer
//! - `address`: the addresses of entities and collections, and the requests made from them
//! - `batch`: many requests in one HTTP request
//! - `invocation`: the requests that invoke actions and functions
//! - `delta`: changes since the last run
//!
//! `lib.rs` and `__private.rs` are outside: they export the rooms' items, to users and to emitted code.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod base;
mod batch;
pub mod callable;
mod client;
mod credential;
mod delta;
mod entity;
mod error;
mod invocation;
pub mod model;
pub mod query;
mod request;
pub mod transport;

#[doc(hidden)]
pub mod __private;

pub use address::{Address, Collection, Items, List, Page, Pages, UnreadableItem};
pub use base::{
    Call, Endpoint, FurtherPath, InvalidRequestError, PathValue, PathValueErrorKind, Permissions,
};
pub use batch::{Batch, BatchItem, Replies};
pub use callable::Nullable;
pub use client::{Budget, Client, ClientBuilder, Clock, Reply, SystemClock};
#[cfg(feature = "azure-identity")]
pub use credential::AzureCredential;
pub use credential::{
    AccessToken, Credential, CredentialError, CredentialErrorKind, TokenPermissions, TokenRequest,
    answering_claims,
};
pub use delta::{Change, Changed, Changes, Delta, DeltaToken, Link, Presence, Removed, RemovedReason};
#[doc(hidden)]
pub use entity::operation;
pub use entity::{
    Copied, Create, CreateBody, Entity, EntityInfo, Inline, Many, Mode, Patch, PatchBody, PatchError,
    PatchErrorKind, Reference, Single, Target, Update,
};
pub use error::{
    BatchError, BatchErrorKind, ClaimsChallengeError, Error, ErrorDetail, ErrorKind, ForeignLinkError,
    GraphError, IntuneMessage, OperationError, RedirectError, ReplyError, ReplyErrorKind, RouteNotServed,
    UnansweredError,
};
pub use graph_entity_macros::{
    graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};
pub use model::{
    Additional, Binary, Date, DateTimeOffset, Decimal, Duration, Flags, ReadError, ReadErrorKind, TimeOfDay,
    from_slice,
};
pub use query::{Filter, Property};
pub use request::Request;
pub use transport::{Transport, TransportError};
