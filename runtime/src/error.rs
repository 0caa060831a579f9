//! The client's error type, and the details of its variants.

mod batch;
mod deadline;
mod detail;
mod graph;
mod intune;
mod kind;
mod members;
mod operation;
mod unreadable;
mod upload;

use core::fmt;
use core::time::Duration;
use std::borrow::Cow;
use std::error::Error as StdError;

use graph_entity_model::base::InvalidRequestError;
use http::StatusCode;

pub use self::batch::{BatchError, BatchErrorKind};
pub use self::deadline::{DeadlineError, DeadlineStage};
pub use self::detail::ErrorDetail;
pub(crate) use self::graph::{Facts, MOST_BYTES, has_error_object, intune_retry_after};
pub use self::graph::{GraphError, RouteNotServed};
pub use self::intune::IntuneMessage;
pub use self::kind::ErrorKind;
use self::kind::{of_reply, of_status, of_transport};
pub(crate) use self::members::Members;
pub use self::operation::OperationError;
pub(crate) use self::unreadable::{Item, excerpt, looks_like_json, outline_excerpt};
pub use self::unreadable::{ReplyError, ReplyErrorKind};
pub use self::upload::{UploadError, UploadErrorReason};
use crate::base::{Call, OneLine};
use crate::credential::CredentialError;
use crate::transport::TransportError;

/// Why a request returned no value.
///
/// Match on [`kind`](Error::kind); the variants hold the details. `Display` is one line: line ends and
/// control characters of quoted texts are escaped. Neither it nor `Debug` contains ids from the path, the
/// query, the access token, or a value of a property marked `#[graph(sensitive)]` of the request or its
/// reply, if the value has four characters or more. Graph's own message is otherwise shown unchanged.
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
    /// The request must not be sent, or the client's settings are invalid. Nothing was sent.
    Invalid(Box<InvalidRequestError>),
    /// The credential returned no token. Nothing was sent.
    Credential(CredentialError),
    /// The time of the request was over before it was sent. Nothing was sent.
    Deadline(Box<DeadlineError>),
    /// The transport returned no answer.
    Transport(Box<UnansweredError>),
    /// The answer is a redirect, which is not followed, because the token must not go there.
    Redirected(Box<RedirectError>),
    /// A link leads to another service than the client's, where the token must not go. Nothing was sent.
    ForeignLink(Box<ForeignLinkError>),
    /// Graph asks for a token with other claims, and there is none.
    ClaimsChallenge(Box<ClaimsChallengeError>),
    /// Graph refused the request with its error object.
    Graph(Box<GraphError>),
    /// An operation that the request started has failed or has not finished.
    Operation(Box<OperationError>),
    /// The answer contains neither a value nor Graph's error object.
    Unreadable(Box<ReplyError>),
    /// A request of a batch has no answer of its own.
    Batch(Box<BatchError>),
    /// An upload of a file did not finish.
    Upload(Box<UploadError>),
}

/// A request without an answer, and the transport's error.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnansweredError {
    /// The request. `None` if the transport could not be set up.
    pub call: Option<Call>,
    /// The transport's error, with its cause.
    pub error: TransportError,
}

/// A redirect. It is not followed, so that the token stays with the client's endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RedirectError {
    /// The request that ended in this error.
    pub call: Call,
    /// The status of the answer, which is 3xx.
    pub status: StatusCode,
    /// The host to go to, without path and query. `None` if the `Location` is not a valid address.
    pub host: Option<String>,
    /// The id that Graph gave the request, `request-id`. `None` if the answer has none.
    pub request_id: Option<String>,
}

/// A link from Graph that leads to another scheme, host or port than the client's. It is not followed, so
/// that the token stays with the client's endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForeignLinkError {
    /// The path, with its placeholders, of the request that the link continues.
    pub template: Cow<'static, str>,
    /// The host that the link leads to, without path and query. `None` if the link is not an absolute
    /// address.
    pub host: Option<String>,
    /// Whether the link came with the answer to a write that may have happened: the 202 of an operation.
    pub write_in_doubt: bool,
}

/// A claims challenge that the client could not answer.
///
/// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClaimsChallengeError {
    /// The request that ended in this error.
    pub call: Call,
    /// The status of the answer, 401 or 403.
    pub status: StatusCode,
    /// The claims that Graph asks for, as JSON. `None` if they cannot be decoded.
    pub claims: Option<String>,
    /// Whether a token with the claims was fetched and Graph challenged again. Otherwise the credential
    /// [cannot](crate::Credential::answers_claims) get such a token.
    pub answered: bool,
    /// The id that Graph gave the request, `request-id`. `None` if the answer has none.
    pub request_id: Option<String>,
}

impl Error {
    /// The kind of error.
    ///
    /// An answer with an error status is classified by the status, whatever its body is: a proxy's 502 page
    /// is [`ErrorKind::BadGateway`], and [`Error::reply_error_kind`] reports that the body was HTML.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Invalid(_) => ErrorKind::InvalidRequest,
            Error::Credential(_) => ErrorKind::Credential,
            Error::Deadline(_) => ErrorKind::Timeout,
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
            Error::Upload(error) => error.error_kind(),
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Redirected(redirected) => Some(redirected.status),
            Error::ClaimsChallenge(challenged) => Some(challenged.status),
            Error::Graph(error) => Some(error.status),
            Error::Unreadable(reply) => Some(reply.status),
            Error::Batch(error) => error.batch_error().and_then(Error::status),
            Error::Upload(error) => error.request_error().and_then(Error::status),
            Error::Invalid(_)
            | Error::Credential(_)
            | Error::Deadline(_)
            | Error::Transport(_)
            | Error::ForeignLink(_)
            | Error::Operation(_) => None,
        }
    }

    /// The id that Graph gave the request, which Microsoft's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Redirected(redirected) => redirected.request_id.as_deref(),
            Error::ClaimsChallenge(challenged) => challenged.request_id.as_deref(),
            Error::Operation(operation) => operation.request_id.as_deref(),
            Error::Graph(error) => error.request_id.as_deref(),
            Error::Unreadable(reply) => reply.request_id.as_deref(),
            Error::Batch(error) => error.batch_error().and_then(Error::request_id),
            Error::Upload(error) => error.request_error().and_then(Error::request_id),
            Error::Invalid(_)
            | Error::Credential(_)
            | Error::Deadline(_)
            | Error::Transport(_)
            | Error::ForeignLink(_) => None,
        }
    }

    /// The id that the client gave the request. `None` if no request was built, or if it has no id: one to a
    /// pre-authorised address, or one that another HTTP client sent without an id.
    pub fn client_request_id(&self) -> Option<&str> {
        match self {
            Error::Graph(error) => error.client_request_id.as_deref(),
            _ => self.call().and_then(Call::own_request_id),
        }
    }

    /// Returns the request. `None` if none was built.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Error::Deadline(error) => Some(&error.call),
            Error::Transport(unanswered) => unanswered.call.as_ref(),
            Error::Redirected(redirected) => Some(&redirected.call),
            Error::ClaimsChallenge(challenged) => Some(&challenged.call),
            Error::Operation(operation) => Some(&operation.call),
            Error::Graph(error) => Some(&error.call),
            Error::Unreadable(reply) => Some(&reply.call),
            Error::Batch(error) => Some(&error.call),
            Error::Upload(error) => error.request_error().and_then(Error::call),
            Error::Invalid(_) | Error::Credential(_) | Error::ForeignLink(_) => None,
        }
    }

    /// How long to wait before the request is sent again, where that is known: the delay that Graph asked for in
    /// the last answer, if it is one after which the request may be repeated, or the wait for the request's turn in
    /// the [`Budget`](crate::Budget).
    ///
    /// The client waits by itself, up to its limits. This is for a program that has to pass the delay on, such as
    /// a web service that answers 503 with `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Deadline(error) => error.wait,
            Error::Batch(error) => {
                error.call.retry_after.or_else(|| error.batch_error().and_then(Error::retry_after))
            }
            Error::Upload(error) => error.request_error().and_then(Error::retry_after),
            _ => self.call().and_then(|call| call.retry_after),
        }
    }

    /// How often the request was sent: more than once if the client retried, zero if nothing was sent.
    ///
    /// The error is that of the last attempt. Replacing a token that Graph refused counts as an attempt.
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// The delays before the further attempts, in order.
    pub fn waits(&self) -> &[Duration] {
        self.call().map_or(&[], |call| &call.waits)
    }

    /// Whether a write may have happened although it ended in this error.
    ///
    /// That is so if the answer to any attempt was lost (a broken connection, a timeout, a body that is too
    /// large), if it has a status that a service or a gateway may send after the write, if a 2xx answer
    /// cannot be read, and for each error of the wait after a 202. The statuses are listed at
    /// [`Client`](crate::Client#statuses). A POST is not retried then: check before you repeat it, or declare
    /// it [`idempotent`](crate::Request::idempotent). A 412 with this set means that an earlier attempt of the
    /// same request may have made the change.
    ///
    /// No client can guarantee exactly one write over a network. This one reports when it does not know.
    pub fn write_in_doubt(&self) -> bool {
        match self {
            Error::ForeignLink(link) => link.write_in_doubt,
            Error::Upload(error) => error.write_in_doubt,
            _ => self.call().is_some_and(|call| call.write_in_doubt),
        }
    }

    /// Returns Graph's error object, that of a part of a batch or an upload included. `None` for any other
    /// error.
    pub fn graph(&self) -> Option<&GraphError> {
        match self {
            Error::Graph(error) => Some(error),
            Error::Batch(error) => error.batch_error().and_then(Error::graph),
            Error::Upload(error) => error.request_error().and_then(Error::graph),
            _ => None,
        }
    }

    /// What is wrong with the body of an answer of any status: [`ReplyErrorKind::Html`] for a proxy's page.
    pub fn reply_error_kind(&self) -> Option<ReplyErrorKind> {
        match self {
            Error::Unreadable(reply) => Some(reply.kind),
            Error::Batch(error) => error.batch_error().and_then(Error::reply_error_kind),
            Error::Upload(error) => error.request_error().and_then(Error::reply_error_kind),
            _ => None,
        }
    }

    /// The property, with its path, that made a reply unreadable or a request invalid.
    pub fn property(&self) -> Option<&str> {
        match self {
            Error::Unreadable(reply) => reply.property(),
            Error::Invalid(invalid) => invalid.property(),
            _ => None,
        }
    }

    /// The index of an item in its page, from 0, if a list returned the error in place of that item. The list
    /// continues.
    pub fn index(&self) -> Option<usize> {
        if let Error::Unreadable(reply) = self { reply.index() } else { None }
    }

    /// The `id` of that item, if it has one. No message contains it.
    pub fn id(&self) -> Option<&str> {
        if let Error::Unreadable(reply) = self { reply.id() } else { None }
    }

    /// The same error after a request that the service accepted and has not answered. No error of the wait says
    /// whether the write was made.
    pub(crate) fn after(self, accepted: &Call) -> Self {
        let in_doubt = accepted.write_in_doubt || accepted.is_write;
        if matches!(self, Error::Invalid(_) | Error::Credential(_)) {
            let call = Call { write_in_doubt: in_doubt, ..accepted.clone() };
            return Error::Operation(Box::new(OperationError::unknown(call, self)));
        }
        let was_in_doubt = self.write_in_doubt();
        self.with_doubt(was_in_doubt || in_doubt)
    }

    /// The same error, with another [`write_in_doubt`](Self::write_in_doubt): that of the write which its
    /// request is a part of.
    pub(crate) fn with_doubt(mut self, in_doubt: bool) -> Self {
        let place = match &mut self {
            Error::ForeignLink(link) => Some(&mut link.write_in_doubt),
            Error::Upload(error) => Some(&mut error.write_in_doubt),
            Error::Transport(unanswered) => unanswered.call.as_mut().map(|call| &mut call.write_in_doubt),
            Error::Deadline(error) => Some(&mut error.call.write_in_doubt),
            Error::Redirected(redirected) => Some(&mut redirected.call.write_in_doubt),
            Error::ClaimsChallenge(challenged) => Some(&mut challenged.call.write_in_doubt),
            Error::Operation(operation) => Some(&mut operation.call.write_in_doubt),
            Error::Graph(error) => Some(&mut error.call.write_in_doubt),
            Error::Unreadable(reply) => Some(&mut reply.call.write_in_doubt),
            Error::Batch(error) => Some(&mut error.call.write_in_doubt),
            Error::Invalid(_) | Error::Credential(_) => None,
        };
        if let Some(place) = place {
            *place = in_doubt;
        }
        self
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
            Error::Deadline(error) => error.fmt(f),
            Error::Transport(unanswered) => unanswered.fmt(f),
            Error::Redirected(redirected) => redirected.fmt(f),
            Error::ForeignLink(link) => link.fmt(f),
            Error::ClaimsChallenge(challenged) => challenged.fmt(f),
            Error::Operation(operation) => operation.fmt(f),
            Error::Graph(error) => error.fmt(f),
            Error::Unreadable(reply) => reply.fmt(f),
            Error::Batch(error) => error.fmt(f),
            Error::Upload(error) => error.fmt(f),
        }
    }
}

/// Each variant's message includes the error that it holds, so `source` skips that error. Otherwise a chain
/// would repeat its text.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Credential(error) => error.source(),
            Error::Transport(unanswered) => unanswered.error.source(),
            Error::Unreadable(reply) => reply.source(),
            Error::Operation(operation) => operation.source(),
            Error::Batch(error) => error.source(),
            Error::Upload(error) => error.source(),
            Error::Invalid(_)
            | Error::Deadline(_)
            | Error::Redirected(_)
            | Error::ForeignLink(_)
            | Error::ClaimsChallenge(_)
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
            "the link that continues {} leads to {host}, which is not the client's endpoint: it is not followed{}",
            self.template,
            if self.write_in_doubt { "; the write may have happened" } else { "" }
        ))
    }
}

impl fmt::Display for ClaimsChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        let why = match (self.answered, &self.claims) {
            (true, _) => "and asks again although the token was fetched for them",
            (false, Some(_)) => "and there is none",
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
    fn an_invalid_request_has_a_property_too() {
        let error = Error::from(InvalidRequestError::NotFinite { property: "limit".to_owned() });
        assert_eq!((error.kind(), error.property()), (ErrorKind::InvalidRequest, Some("limit")));
    }
}
