#![doc = include_str!("../../README.md")]

mod address;
mod client;
mod credential;
pub mod edm;
mod endpoint;
mod entity;
mod error;
mod graph_error;
mod invalid;
mod patch;
mod path;
mod read;
mod reply;
mod request;
pub mod structured;
pub mod transport;
mod write;

#[doc(hidden)]
pub mod __private;

pub use address::Address;
pub use client::{Client, ClientBuilder};
pub use credential::{AccessToken, Credential, CredentialError, CredentialFault, TokenRequest};
pub use edm::{Additional, Binary, Date, DateTimeOffset, Decimal, Duration, Flags, TimeOfDay};
pub use endpoint::Endpoint;
pub use entity::{Entity, EntityInfo, Permissions};
pub use error::{Call, Error, ErrorKind, Redirected, TransportFailure};
pub use graph_entity_macros::{graph_complex, graph_entity, graph_enum, graph_one_of};
pub use graph_error::{ErrorDetail, GraphError, IntuneMessage, RouteNotServed};
pub use invalid::{InvalidRequest, PathFault};
pub use patch::{Create, Inline, Mode, Patch, PatchBody, PatchError, PatchFault, Reference, Update};
pub use path::PathValue;
pub use read::{ReadError, ReadFault};
pub use reply::{Reply, ReplyFault, UnreadableReply};
pub use request::Request;
pub use transport::{Transport, TransportError};
