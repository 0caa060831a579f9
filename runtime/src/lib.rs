#![doc = include_str!("../README.md")]
//!
//! ## Tour
//!
//! | for | see |
//! |---|---|
//! | declarations | the attributes [`macro@graph_entity`], [`graph_complex`], [`graph_enum`], [`graph_one_of`], [`graph_action`], [`graph_function`]; the types of properties, [`model::Kind`] |
//! | the methods of a declared entity | [`Entity`], [`Address`] for one entity, [`Collection`] for many |
//! | bodies | [`Patch`] and [`PatchBody`], by the mode [`Update`] or [`Create`] |
//! | a request, before it is sent and as HTTP | [`Request`], with `send`, `to_http` and `read`; [`Reply`] |
//! | queries and pages | [`List`], [`Pages`], [`Items`]; [`query`] with [`Filter`] and [`Property`] |
//! | many requests at once | [`Batch`], [`Client::send_all`] |
//! | changes since the last run | [`Delta`], [`Changes`], [`DeltaToken`] |
//! | files | [`Upload`], [`BlobUpload`], [`Parts`] |
//! | actions and functions | [`callable`] |
//! | sending | [`Client`] and [`ClientBuilder`]; [`Credential`], [`Budget`], [`Transport`], [`Clock`] |
//! | what can fail | [`Error`], with [`ErrorKind`] to match on |
//! | Cargo features | [`features`], with a page for each |
//!
//! These crates are part of the interface and exported, so that a program needs no dependency on them: `bytes`
//! for bodies, `http` for requests and replies, `serde_json` for JSON of any form, `time` and `uuid` for
//! values.
//!
//! ## Rooms
//!
//! The crate's modules, in the order in which they build on one another. Each uses only those above it, and
//! the crate `graph-entity-model`, in which types, entities, actions and functions are data.
//!
//! - `base`: leaves: endpoint, headers, error messages, what no error shows, the boxed future, the
//!   executor of blocking calls
//! - `credential`: bearer tokens and what supplies them
//! - `transport`: how bytes reach Graph
//! - `error`: the client's error type, and the details of its variants
//! - `query`: query options, typed by the properties they name
//! - `request`: a request as plain data
//! - `client`: sending: tokens, attempts, delays, budget, and the answer
//! - `address`: the addresses of entities and collections, and the requests made from them; requests for what is
//!   not declared
//! - `batch`: many requests in one HTTP request
//! - `invocation`: the requests that invoke actions and functions
//! - `delta`: changes since the last run
//! - `upload`: files that are too large for one request
//! - `features`: documentation only, a page for each Cargo feature
//!
//! `lib.rs` and `__private.rs` are outside: they export the rooms' items, to users and to emitted code.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod base;
mod batch;
mod client;
mod credential;
mod delta;
mod error;
#[cfg(any(doc, doctest))]
pub mod features;
mod invocation;
pub mod query;
mod request;
pub mod transport;
mod upload;

#[doc(hidden)]
pub mod __private;

pub mod callable {
    //! Actions and functions: operations of a service other than reading and writing entities.
    //!
    //! [`graph_entity_model::callable`] describes how each of them is sent.

    #[doc(inline)]
    pub use graph_entity_model::callable::{
        Callable, CallableInfo, CallableSort, Given, Nullable, Parameter, Returned, Returns,
    };

    pub use crate::invocation::ReturnedItem;
}

pub mod model {
    //! The OData type system: which Rust types are property types, and how values are read and written.
    //!
    //! [`graph_entity_model::model`] describes the traits and names the sources.

    #[doc(inline)]
    pub use graph_entity_model::model::edm::*;
    #[doc(inline)]
    pub use graph_entity_model::model::{
        Additional, Annotation, Edm, EnumInfo, EnumMember, EnumType, Field, Flags, Kind, List, Object, OneOf,
        OneOfInfo, Open, ParseError, PropertyInfo, ReadError, ReadErrorKind, Scalar, Slot, Structured,
        TypeInfo, ValueErrorKind, View, from_slice,
    };
}

/// The body of an HTTP request or reply: [`bytes::Bytes`].
#[doc(no_inline)]
pub use bytes;
/// Requests and replies as transports see them, and [`Request::to_http`].
#[doc(no_inline)]
pub use http;
/// Any JSON: a property of type `Edm.Untyped` is a [`serde_json::Value`].
#[doc(no_inline)]
pub use serde_json;
/// The date and the time in a [`DateTimeOffset`], a [`Date`] and a [`TimeOfDay`].
#[doc(no_inline)]
pub use time;
/// Properties of type `Edm.Guid`: [`uuid::Uuid`].
#[doc(no_inline)]
pub use uuid;

pub use address::{Address, Collection, Items, List, Page, Pages, Parts, UnreadableItem};
#[cfg(feature = "blocking")]
pub use base::Blocking;
pub use base::{Call, Endpoint};
pub use batch::{Batch, BatchItem, Replies};
pub use client::{
    Budget, Client, ClientBuilder, Clock, Counters, PlannedRequest, RateLimiter, Reply, Reservation, Retry,
    RetryReason, SystemClock, TooLate,
};
#[cfg(feature = "redis")]
pub use client::{InvalidServerError, RedisBudget};
#[cfg(feature = "azure-identity")]
pub use credential::AzureCredential;
pub use credential::{
    AccessToken, Credential, CredentialError, CredentialErrorKind, TokenPermissions, TokenRequest,
    answering_claims,
};
pub use delta::{Change, Changed, Changes, Delta, DeltaToken, Link, Presence, Removed, RemovedReason};
pub use error::{
    BatchError, BatchErrorKind, ClaimsChallengeError, DeadlineError, DeadlineStage, Error, ErrorDetail,
    ErrorKind, ForeignLinkError, GraphError, IntuneMessage, OperationError, RedirectError, ReplyError,
    ReplyErrorKind, RouteNotServed, UnansweredError, UploadError, UploadErrorReason,
};
pub use graph_entity_macros::{
    graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};
#[doc(inline)]
pub use graph_entity_model::base::{
    FurtherPath, InvalidRequestError, PathValue, PathValueErrorKind, Permissions,
};
#[doc(inline)]
pub use graph_entity_model::callable::Nullable;
#[doc(hidden)]
pub use graph_entity_model::entity::operation;
#[doc(inline)]
pub use graph_entity_model::entity::{
    Copied, Create, CreateBody, Each, Entity, EntityInfo, Inline, Many, Mode, NewBody, Patch, PatchBody,
    PatchError, PatchErrorKind, Reference, Single, Target, Text, Update, Whole,
};
#[doc(inline)]
pub use graph_entity_model::model::edm::*;
#[doc(inline)]
pub use graph_entity_model::model::{Additional, Flags, ReadError, ReadErrorKind, from_slice};
pub use query::{Filter, Property};
pub use request::Request;
pub use transport::{Transport, TransportError};
pub use upload::{BlobUpload, FileSource, Upload, UploadSource};
