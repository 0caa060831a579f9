//! What is refused before anything is sent, and why.

use core::convert::Infallible;
use core::fmt;
use std::borrow::Cow;

use super::prepend_step;

/// Why a request must not be sent to Graph. The error is found while the request is built and reported when
/// the request is sent or inspected, so that building stays a chain of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidRequestError {
    /// A patch sets no property, so that it would change nothing.
    EmptyPatch {
        /// The qualified name of the entity's type.
        entity: &'static str,
    },
    /// A path value that cannot be one segment of an address.
    PathValue {
        /// The placeholder that the value was given for.
        placeholder: String,
        /// What is wrong with the value.
        kind: PathValueErrorKind,
    },
    /// A number that JSON cannot write and Graph does not accept: NaN or an infinity.
    NotFinite {
        /// The property, with its path if it is nested.
        property: String,
    },
    /// The sentinel of an evolvable enumeration, which only Graph may send.
    UnknownFutureValue {
        /// The property, with its path if it is nested.
        property: String,
    },
    /// A secret as Graph masks it, `****`. Writing it back would store the asterisks.
    MaskedSecret {
        /// The property, with its path if it is nested.
        property: String,
    },
    /// An empty set of flags, whose enumeration has no member for it.
    NoFlags {
        /// The property, with its path if it is nested.
        property: String,
    },
    /// A value that has no wire form, with the reason.
    NoWireForm {
        /// The property, with its path if it is nested.
        property: String,
        /// Why the value has no wire form.
        reason: String,
    },
    /// An endpoint that is not an absolute `http` or `https` address without a query.
    Endpoint {
        /// The endpoint as it was given.
        endpoint: String,
        /// What is wrong with the value.
        reason: &'static str,
    },
    /// A `nextLink` that leads to a page that was read before, so that the list would never end.
    RepeatedLink {
        /// The path of the list, with its placeholders.
        template: Cow<'static, str>,
    },
    /// A list whose pages are empty and always link to another one, so that it may never end.
    EmptyPages {
        /// The path of the list, with its placeholders.
        template: Cow<'static, str>,
        /// The number of empty pages that came in a row.
        pages: u32,
    },
    /// A text that is not the token of a delta query.
    DeltaToken,
    /// A reference through a property that is not declared as a relationship.
    NotNavigation {
        /// The name of the property on the wire.
        property: String,
    },
    /// A query of directory objects that the service answers only with `ConsistencyLevel: eventual`.
    LacksEventual {
        /// What needs it: `ne`, `$search`.
        query: &'static str,
    },
    /// A request that cannot go in a batch, or an item of another batch.
    Batch {
        /// Why the request is refused.
        reason: &'static str,
    },
    /// A request for what is not declared, with an invalid path or body.
    Untyped {
        /// What is wrong with it, and what to write instead.
        reason: &'static str,
    },
    /// A pre-authorised address that is not absolute, has user information or a fragment, or is `http` to
    /// another machine. The error does not repeat it.
    Preauthorized,
    /// A request that `Request::send_until` refuses, with the reason.
    Until {
        /// Why the request is refused.
        reason: &'static str,
    },
    /// A header whose name or value HTTP does not allow. The error does not repeat the value.
    Header {
        /// The name of the header as it was given.
        name: String,
    },
    /// A header that a request may not set, because it is set from something else. The error does not repeat
    /// the value.
    ReservedHeader {
        /// The name of the header as it was given.
        name: String,
        /// What sets the header instead.
        set_by: &'static str,
    },
}

/// What is wrong with a value for a path's placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathValueErrorKind {
    /// It is empty, which would make the path that of the collection.
    Empty,
    /// It is `.` or `..`, which HTTP stacks resolve.
    Dots,
    /// It contains a character that Graph does not accept in a key, escaped or not.
    Character(char),
    /// It starts with `$`, which Graph reads as a system segment such as `$ref`.
    Dollar,
}

impl fmt::Display for PathValueErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathValueErrorKind::Empty => {
                f.write_str("it is empty, and the address would be that of the collection")
            }
            PathValueErrorKind::Dots => f.write_str("`.` and `..` are resolved away on the way to Graph"),
            PathValueErrorKind::Character(c) => {
                write!(f, "it holds {c:?}, which Graph cannot take in a key, escaped or not")
            }
            PathValueErrorKind::Dollar => {
                f.write_str("it starts with `$`, which Graph reads as a system segment")
            }
        }
    }
}

impl fmt::Display for InvalidRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidRequestError::EmptyPatch { entity } => {
                write!(f, "the patch of {entity} is empty: set or clear a property before sending it")
            }
            InvalidRequestError::PathValue { placeholder, kind } => {
                write!(f, "the value for `{{{placeholder}}}` in the path is refused: {kind}")
            }
            InvalidRequestError::NotFinite { property } => {
                write!(f, "property `{property}` is NaN or infinite: Graph takes only finite numbers")
            }
            InvalidRequestError::UnknownFutureValue { property } => write!(
                f,
                "property `{property}` is `unknownFutureValue`: Graph sends it for members it hides, and does not accept it"
            ),
            InvalidRequestError::MaskedSecret { property } => write!(
                f,
                "property `{property}` is a secret as Graph masks it: writing the asterisks back would store them, set the secret itself or leave it out"
            ),
            InvalidRequestError::NoFlags { property } => write!(
                f,
                "property `{property}` is a set of no flags, which has no wire form: leave it out, clear it, or give the enumeration its member of number zero with `#[graph(value = 0)]`"
            ),
            InvalidRequestError::NoWireForm { property, reason } => {
                write!(f, "property `{property}` cannot be sent: {reason}")
            }
            InvalidRequestError::Endpoint { endpoint, reason } => {
                write!(f, "the endpoint {endpoint:?} is refused: {reason}")
            }
            InvalidRequestError::RepeatedLink { template } => {
                write!(
                    f,
                    "the next page of {template} is one that was read before: Graph's links go in a circle"
                )
            }
            InvalidRequestError::EmptyPages { template, pages } => write!(
                f,
                "{pages} pages of {template} in a row are empty, and the last one links to another: narrow the filter, or continue at the link of the list"
            ),
            InvalidRequestError::DeltaToken => f.write_str(
                "the text is not a delta token: expected the whole link that `Changes::token` gave, from `https://` on",
            ),
            InvalidRequestError::NotNavigation { property } => write!(
                f,
                "property `{property}` is not a navigation property: mark the field `#[graph(navigation)]` if it is one, and change it by a patch otherwise"
            ),
            InvalidRequestError::LacksEventual { query } => write!(
                f,
                "the query of directory objects has `{query}`, which the service answers only with `ConsistencyLevel: eventual`: add `.eventual()` to the list"
            ),
            InvalidRequestError::Batch { reason } => write!(f, "the batch cannot take the request: {reason}"),
            InvalidRequestError::Untyped { reason } => write!(f, "the untyped request is refused: {reason}"),
            InvalidRequestError::Preauthorized => f.write_str(
                "the pre-authorised address is refused: it is not `https` with a host and without user information",
            ),
            InvalidRequestError::Until { reason } => write!(f, "the request cannot be repeated until its value is as wanted: {reason}"),
            InvalidRequestError::Header { name } => {
                write!(f, "the header {name:?} has a name or a value that HTTP does not allow")
            }
            InvalidRequestError::ReservedHeader { name, set_by } => {
                write!(f, "the header {name:?} cannot be set on a request: {set_by} sets it")
            }
        }
    }
}

impl std::error::Error for InvalidRequestError {}

/// Never called: an endpoint converts to itself without an error. Lets a parameter be an endpoint or a text.
impl From<Infallible> for InvalidRequestError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl InvalidRequestError {
    /// The property, with its path, if the error is about a property.
    pub fn property(&self) -> Option<&str> {
        match self {
            InvalidRequestError::NotFinite { property }
            | InvalidRequestError::UnknownFutureValue { property }
            | InvalidRequestError::MaskedSecret { property }
            | InvalidRequestError::NoFlags { property }
            | InvalidRequestError::NotNavigation { property }
            | InvalidRequestError::NoWireForm { property, .. } => Some(property),
            _ => None,
        }
    }

    /// The error of a value inside another one: prepends a step, which is a property or an index in brackets,
    /// to the path. An error that is not about a property becomes one about the property `step`.
    #[must_use]
    pub(crate) fn within(mut self, step: &str) -> Self {
        let (InvalidRequestError::NotFinite { property }
        | InvalidRequestError::UnknownFutureValue { property }
        | InvalidRequestError::MaskedSecret { property }
        | InvalidRequestError::NoFlags { property }
        | InvalidRequestError::NotNavigation { property }
        | InvalidRequestError::NoWireForm { property, .. }) = &mut self
        else {
            return InvalidRequestError::NoWireForm { property: step.to_owned(), reason: self.to_string() };
        };
        prepend_step(property, step);
        self
    }
}
