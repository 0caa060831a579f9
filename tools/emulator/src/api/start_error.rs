//! Why an emulator does not start.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::api::agreement::Disagreement;

/// The reason why an emulator does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A path template is malformed.
    Path {
        /// The path template, as it was given.
        path: String,
        /// Why it is refused, with what was expected.
        reason: String,
    },
    /// The value of an entity does not fit its type, or nothing is served at its address.
    Seed {
        /// The template of its address, or the address.
        path: String,
        /// Why it is refused, with what was expected.
        reason: String,
    },
    /// A JSON document with types and entities cannot be read.
    Json(
        /// Why it is refused, with what was expected.
        String,
    ),
    /// A route in the list of unserved routes is malformed.
    NotServed {
        /// The route, as it was given.
        route: String,
        /// Why it is refused, with what was expected.
        reason: String,
    },
    /// The required claims are not a claims request.
    Claims(
        /// What is wrong with them.
        String,
    ),
    /// A setting names a type that is not served.
    Type {
        /// The name of the type, as it was given.
        name: String,
    },
    /// A stub names no action or function that is served, or its JSON cannot be read.
    Calls(
        /// Why it is refused, with what was expected.
        String,
    ),
    /// A metadata document cannot be read as CSDL.
    Metadata {
        /// The version that was to be served.
        version: String,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// Entities are not as the metadata of their version has them.
    Differs(Disagreement),
    /// The data file cannot be read, or its content is invalid.
    Data {
        /// The file, as it was given.
        file: PathBuf,
        /// What is wrong with it, with the address and the property if there is one.
        reason: String,
    },
    /// A folder of documentation pages cannot be read.
    Docs {
        /// The folder, as it was given.
        folder: PathBuf,
        /// The operating system's error.
        reason: String,
    },
    /// No certificate for loopback can be made.
    Certificate(
        /// What went wrong.
        io::Error,
    ),
    /// The port cannot be bound on the loopback address.
    Port {
        /// The port that was asked for; 0 for any.
        port: u16,
        /// The operating system's error.
        source: io::Error,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, reason } => write!(f, "the path `{path}` is not a template: {reason}"),
            Self::Seed { path, reason } => write!(f, "the entity for `{path}` cannot be: {reason}"),
            Self::Json(reason) => write!(f, "the description cannot be read: {reason}"),
            Self::Calls(reason) => write!(f, "the stubs of calls cannot be read: {reason}"),
            Self::Metadata { version, reason } => {
                write!(f, "the metadata for `{version}` cannot be read: {reason}")
            }
            Self::Differs(disagreement) => disagreement.fmt(f),
            Self::Data { file, reason } => write!(f, "the data file {}: {reason}", file.display()),
            Self::Docs { folder, reason } => {
                write!(f, "the documentation pages in {} cannot be read: {reason}", folder.display())
            }
            Self::Certificate(source) => write!(f, "no certificate can be made: {source}"),
            Self::NotServed { route, reason } => write!(f, "`{route}` is not a route: {reason}"),
            Self::Type { name } => write!(
                f,
                "no type `{name}` is served: name one as `microsoft.graph.deviceCategory`, of an entity that is"
            ),
            Self::Claims(reason) => write!(f, "the claims to demand cannot be read: {reason}"),
            Self::Port { port: 0, source } => write!(f, "no port of 127.0.0.1 can be had: {source}"),
            Self::Port { port, source } => write!(f, "port {port} of 127.0.0.1 cannot be had: {source}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Port { source, .. } | Self::Certificate(source) => Some(source),
            _ => None,
        }
    }
}
