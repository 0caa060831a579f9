//! Why an emulator does not start.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why an emulator does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A path template is not one.
    Path {
        /// The template.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An entity's data is not of its type, or has no place.
    Seed {
        /// The template of its address.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A JSON description cannot be read.
    Description(
        /// What is wrong with it.
        String,
    ),
    /// A route that is not to be served is none.
    NotServed {
        /// The route.
        route: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The claims that every token shall carry are no claims request.
    Claims(
        /// What is wrong with them.
        String,
    ),
    /// A type that is spoken of is not served.
    Type {
        /// The name.
        name: String,
    },
    /// A metadata document cannot be read.
    Metadata {
        /// The version that it was to be served as.
        version: String,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The data file cannot be read, or holds what cannot be.
    Data {
        /// The file.
        file: PathBuf,
        /// What is wrong with it: the address and the property, where it is one of them.
        reason: String,
    },
    /// A folder of documentation pages cannot be read.
    Docs {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// There is no certificate to serve with.
    Certificate(
        /// What went wrong.
        io::Error,
    ),
    /// The port cannot be had.
    Port {
        /// The port asked for; 0 for any.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, reason } => write!(f, "the path `{path}` is not a template: {reason}"),
            Self::Seed { path, reason } => write!(f, "the entity for `{path}` cannot be: {reason}"),
            Self::Description(reason) => write!(f, "the description cannot be read: {reason}"),
            Self::Metadata { version, reason } => {
                write!(f, "the metadata for `{version}` cannot be read: {reason}")
            }
            Self::Data { file, reason } => write!(f, "the data file {}: {reason}", file.display()),
            Self::Docs { folder, reason } => {
                write!(f, "the documentation pages in {} cannot be read: {reason}", folder.display())
            }
            Self::Certificate(source) => write!(f, "no certificate can be made: {source}"),
            Self::NotServed { route, reason } => write!(f, "`{route}` is no route: {reason}"),
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
