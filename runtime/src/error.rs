//! The one error of the client, and what its variants hold.

mod batch;
mod graph;
mod kind;
mod operation;
mod unreadable;

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;
use std::error::Error as StdError;

use http::StatusCode;

pub use self::batch::{BatchError, BatchErrorKind};
pub use self::graph::{ErrorDetail, GraphError, IntuneMessage, RouteNotServed};
pub(crate) use self::graph::{Facts, intune_retry_after};
pub use self::kind::ErrorKind;
use self::kind::{of_reply, of_status, of_transport};
pub use self::operation::OperationError;
pub(crate) use self::unreadable::{Item, excerpt};
pub use self::unreadable::{ReplyError, ReplyErrorKind};
use crate::base::{Call, InvalidRequestError, OneLine};
use crate::credential::CredentialError;
use crate::transport::TransportError;

/// Why a request gave no value.
///
/// [`kind`](Error::kind) is what to match on; the variants hold the details. `Display` is one line, with line ends
/// and control characters of foreign texts escaped, and without ids from the path, the query or the access token.
///
/// ```
/// use graph_entity::{Error, ErrorKind};
///
/// fn advice(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::NotFound | ErrorKind::Gone => "it is not there any more",
///         ErrorKind::Forbidden => "an administrator has to grant a permission",
///         ErrorKind::RouteNotServed => "Graph documents this address and does not serve it",
///         _ => "see the message",
///     }
/// }
/// # let error = Error::from(graph_entity::AccessToken::new("").unwrap_err());
/// # assert_eq!(advice(&error), "see the message");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request may not be sent, or the client's settings make none. Nothing was sent.
    Invalid(Box<InvalidRequestError>),
    /// There was no token. Nothing was sent.
    Credential(CredentialError),
    /// There was no answer.
    Transport(Box<UnansweredError>),
    /// The answer was to ask elsewhere, where the token may not go.
    Redirected(Box<RedirectError>),
    /// A link leads to another service than the client's, where the token may not go. Nothing was sent.
    ForeignLink(Box<ForeignLinkError>),
    /// Graph asks for a token with other claims, and there is none.
    ClaimsChallenge(Box<ClaimsChallengeError>),
    /// Graph refused, in its own words.
    Graph(Box<GraphError>),
    /// What a request had started did not come to its end.
    Operation(Box<OperationError>),
    /// The answer holds neither a value nor Graph's error.
    Unreadable(Box<ReplyError>),
    /// A request of a batch has no answer of its own.
    Batch(Box<BatchError>),
}

/// A transport's failure, with the request it had.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnansweredError {
    /// The request; none where the transport could not be set up.
    pub call: Option<Call>,
    /// The failure.
    pub error: TransportError,
}

/// An answer that sends the client elsewhere. It is not followed: the token stays with the client's endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RedirectError {
    /// The request.
    pub call: Call,
    /// The status, one of 3xx.
    pub status: StatusCode,
    /// The host to go to, without path and query; none where the `Location` is not an address.
    pub host: Option<String>,
    /// The id that Graph gave the request.
    pub request_id: Option<String>,
}

/// A link that Graph gave for the next step and that leads to another scheme, host or port than the client's. It is
/// not followed: the token stays with the client's endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForeignLinkError {
    /// The address with its placeholders that the link continues.
    pub template: Cow<'static, str>,
    /// The host that it leads to, without path and query; none where it is not an absolute address.
    pub host: Option<String>,
}

/// A claims challenge that was not met.
///
/// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClaimsChallengeError {
    /// The request.
    pub call: Call,
    /// The status, 401 or 403.
    pub status: StatusCode,
    /// The claims that Graph asks for, as JSON; none where they cannot be decoded.
    pub claims: Option<String>,
    /// Whether a token with the claims was fetched and Graph asks again; otherwise the credential
    /// [cannot](crate::Credential::answers_claims) get one.
    pub answered: bool,
    /// The id that Graph gave the request.
    pub request_id: Option<String>,
}

impl Error {
    /// What kind of error it is.
    ///
    /// An answer with an error status is known by its status, whatever its body was: a proxy's 502 page is
    /// [`ErrorKind::BadGateway`], and [`Error::reply_error_kind`] says that it was HTML.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Invalid(_) => ErrorKind::InvalidRequest,
            Error::Credential(_) => ErrorKind::Credential,
            Error::Transport(unanswered) => of_transport(unanswered.error.kind()),
            Error::Redirected(_) => ErrorKind::Redirected,
            Error::ForeignLink(_) => ErrorKind::ForeignLink,
            Error::ClaimsChallenge(_) => ErrorKind::ClaimsChallenge,
            Error::Operation(operation) if operation.unfinished => ErrorKind::OperationUnfinished,
            Error::Operation(_) => ErrorKind::OperationFailed,
            Error::Graph(error) if error.route.is_some() => ErrorKind::RouteNotServed,
            Error::Graph(error) => of_status(error.status),
            Error::Unreadable(reply) if reply.status.is_success() => of_reply(reply.kind),
            Error::Unreadable(reply) => of_status(reply.status),
            Error::Batch(error) => error.error_kind(),
        }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Redirected(redirected) => Some(redirected.status),
            Error::ClaimsChallenge(challenged) => Some(challenged.status),
            Error::Graph(error) => Some(error.status),
            Error::Unreadable(reply) => Some(reply.status),
            Error::Batch(error) => error.batch_error().and_then(Error::status),
            Error::Invalid(_)
            | Error::Credential(_)
            | Error::Transport(_)
            | Error::ForeignLink(_)
            | Error::Operation(_) => None,
        }
    }

    /// The id that Graph gave the request: what Microsoft's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Redirected(redirected) => redirected.request_id.as_deref(),
            Error::ClaimsChallenge(challenged) => challenged.request_id.as_deref(),
            Error::Operation(operation) => operation.request_id.as_deref(),
            Error::Graph(error) => error.request_id.as_deref(),
            Error::Unreadable(reply) => reply.request_id.as_deref(),
            Error::Batch(error) => error.batch_error().and_then(Error::request_id),
            Error::Invalid(_) | Error::Credential(_) | Error::Transport(_) | Error::ForeignLink(_) => None,
        }
    }

    /// The id that the client gave the request, where one was made.
    pub fn client_request_id(&self) -> Option<&str> {
        match self {
            Error::Graph(error) => error.client_request_id.as_deref(),
            _ => self.call().map(|call| call.client_request_id.as_str()),
        }
    }

    /// The request, where one was made.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Error::Transport(unanswered) => unanswered.call.as_ref(),
            Error::Redirected(redirected) => Some(&redirected.call),
            Error::ClaimsChallenge(challenged) => Some(&challenged.call),
            Error::Operation(operation) => Some(&operation.call),
            Error::Graph(error) => Some(&error.call),
            Error::Unreadable(reply) => Some(&reply.call),
            Error::Batch(error) => Some(&error.call),
            Error::Invalid(_) | Error::Credential(_) | Error::ForeignLink(_) => None,
        }
    }

    /// How often the request was sent: more than once where the client tried again, and zero where nothing was.
    ///
    /// The error is that of the last try. A token that Graph refused and the client replaced counts as a try.
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// How long the client waited before its further tries, in their order.
    pub fn waits(&self) -> &[Duration] {
        self.call().map_or(&[], |call| &call.waits)
    }

    /// Whether a write may have happened although it ended in this error.
    ///
    /// So it is where the answer to it was lost (a broken connection, no answer in time, one that is too large) or
    /// came from a gateway that had none either (502, 504), at the last try or an earlier one. A POST is not sent
    /// again then: look before you do. So it is, too, where an answer of 2xx cannot be read. A 412 with this set means that the change may be there already, made by an
    /// earlier try of the same request.
    ///
    /// A client that is asked for exactly one write cannot promise it over a network: it can say when it does not know.
    pub fn write_in_doubt(&self) -> bool {
        self.call().is_some_and(|call| call.write_in_doubt)
    }

    /// Graph's own error, where there is one.
    pub fn graph(&self) -> Option<&GraphError> {
        match self {
            Error::Graph(error) => Some(error),
            Error::Batch(error) => error.batch_error().and_then(Error::graph),
            _ => None,
        }
    }

    /// What was wrong with the body of the answer, of any status: [`ReplyErrorKind::Html`] for a proxy's page.
    pub fn reply_error_kind(&self) -> Option<ReplyErrorKind> {
        match self {
            Error::Unreadable(reply) => Some(reply.kind),
            Error::Batch(error) => error.batch_error().and_then(Error::reply_error_kind),
            _ => None,
        }
    }

    /// The property at fault with the way to it: of a reply that could not be read, or of a request that may not
    /// be sent.
    pub fn property(&self) -> Option<&str> {
        match self {
            Error::Unreadable(reply) => reply.property(),
            Error::Invalid(invalid) => invalid.property(),
            _ => None,
        }
    }

    /// Where an item stands in its page, from 0, if a list gave the error in the place of that item; the list goes on.
    pub fn index(&self) -> Option<usize> {
        if let Error::Unreadable(reply) = self { reply.index() } else { None }
    }

    /// The `id` of that item, where it has one. No text of ours tells it.
    pub fn id(&self) -> Option<&str> {
        if let Error::Unreadable(reply) = self { reply.id() } else { None }
    }

    pub(crate) fn unanswered(call: Option<Call>, error: TransportError) -> Self {
        Error::Transport(Box::new(UnansweredError { call, error }))
    }
}

impl From<InvalidRequestError> for Error {
    fn from(invalid: InvalidRequestError) -> Self {
        Error::Invalid(Box::new(invalid))
    }
}

impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        Error::Credential(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid(invalid) => OneLine::new(f).write(format_args!("{invalid}")),
            Error::Credential(error) => error.fmt(f),
            Error::Transport(unanswered) => unanswered.fmt(f),
            Error::Redirected(redirected) => redirected.fmt(f),
            Error::ForeignLink(link) => link.fmt(f),
            Error::ClaimsChallenge(challenged) => challenged.fmt(f),
            Error::Operation(operation) => operation.fmt(f),
            Error::Graph(error) => error.fmt(f),
            Error::Unreadable(reply) => reply.fmt(f),
            Error::Batch(error) => error.fmt(f),
        }
    }
}

/// Each variant shows what it holds, so the cause is the cause of that: a chain says nothing twice.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Credential(error) => error.source(),
            Error::Transport(unanswered) => unanswered.error.source(),
            Error::Unreadable(reply) => reply.source(),
            Error::Batch(error) => error.source(),
            Error::Invalid(_)
            | Error::Redirected(_)
            | Error::ForeignLink(_)
            | Error::ClaimsChallenge(_)
            | Error::Operation(_)
            | Error::Graph(_) => None,
        }
    }
}

impl fmt::Display for UnansweredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let Some(call) = &self.call else {
            return line.write(format_args!("the transport cannot be set up: {}", self.error));
        };
        line.write(format_args!("no answer from {} to {call}: {}", call.host, self.error))?;
        line.history(call, None)?;
        line.ids(None, Some(&call.client_request_id))
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let host = self.host.as_deref().unwrap_or("an unreadable address");
        line.write(format_args!(
            "{} from {}: redirected to {host}, which is not followed",
            self.status, self.call
        ))?;
        line.history(&self.call, Some(self.status))?;
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

impl fmt::Display for ForeignLinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("an unreadable address");
        OneLine::new(f).write(format_args!(
            "the link that continues {} leads to {host}, which is not the client's endpoint: it is not followed",
            self.template
        ))
    }
}

impl fmt::Display for ClaimsChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let why = match (self.answered, &self.claims) {
            (true, _) => "and asks again although the token was fetched for them",
            (false, Some(_)) => "which the credential cannot get",
            (false, None) => "which cannot be decoded",
        };
        line.write(format_args!(
            "{} from {}: Graph asks for a token with other claims, {why}",
            self.status, self.call
        ))?;
        line.history(&self.call, Some(self.status))?;
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_small_and_can_be_sent_anywhere() {
        fn portable<T: Send + Sync + 'static>() {}
        portable::<Error>();
        assert!(size_of::<Error>() <= 32, "{}", size_of::<Error>());
    }

    #[test]
    fn a_property_is_told_of_requests_too() {
        let error = Error::from(InvalidRequestError::NotFinite { property: "limit".to_owned() });
        assert_eq!((error.kind(), error.property()), (ErrorKind::InvalidRequest, Some("limit")));
    }
}
