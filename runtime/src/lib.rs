#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod batch;
pub mod callable;
mod client;
mod credential;
mod delta;
pub mod edm;
mod endpoint;
mod entity;
mod error;
mod graph_error;
mod invalid;
#[doc(hidden)]
pub mod operation;
mod patch;
mod path;
pub mod query;
mod read;
mod reply;
mod request;
pub mod structured;
pub mod transport;
mod write;

#[doc(hidden)]
pub mod __private;

pub use address::{Address, Collection, Items, List, Many, Page, Pages, Reference, Single, Target};
pub use batch::{Batch, BatchFailure, BatchFault, BatchItem, Replies};
pub use callable::Nullable;
#[cfg(feature = "azure-identity")]
pub use client::AzureCredential;
pub use client::{Budget, Client, ClientBuilder, Clock, OperationFailure, SystemClock, TokenPermissions};
pub use credential::{
    AccessToken, Credential, CredentialError, CredentialFault, TokenRequest, answering_claims,
};
pub use delta::{Change, Changed, Changes, Delta, DeltaToken, Link, Presence, Removed, RemovedReason};
pub use edm::{Additional, Binary, Date, DateTimeOffset, Decimal, Duration, Flags, TimeOfDay};
pub use endpoint::Endpoint;
pub use entity::{Entity, EntityInfo, FurtherPath, Permissions};
pub use error::{Call, Challenged, Error, ErrorKind, ForeignLink, Redirected, TransportFailure};
pub use graph_entity_macros::{
    graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of,
};
pub use graph_error::{ErrorDetail, GraphError, IntuneMessage, RouteNotServed};
pub use invalid::{InvalidRequest, PathFault};
pub use patch::{Create, Inline, Mode, Patch, PatchBody, PatchError, PatchFault, Update};
pub use path::PathValue;
pub use query::{Filter, Property};
pub use read::{ReadError, ReadFault, from_slice};
pub use reply::{Reply, ReplyFault, UnreadableReply};
pub use request::Request;
pub use transport::{Transport, TransportError};
