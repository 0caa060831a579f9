//! The one error of the client, and the words its parts share.

use core::fmt::{self, Write as _};
use core::time::Duration;
use std::error::Error as StdError;

use http::{Method, StatusCode};

use crate::batch::BatchFailure;
use crate::client::OperationFailure;
use crate::credential::CredentialError;
use crate::graph_error::GraphError;
use crate::invalid::InvalidRequest;
use crate::reply::{ReplyFault, UnreadableReply};
use crate::transport::{TransportError, TransportFault};

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
    Invalid(Box<InvalidRequest>),
    /// There was no token. Nothing was sent.
    Credential(CredentialError),
    /// There was no answer.
    Transport(Box<TransportFailure>),
    /// The answer was to ask elsewhere, where the token may not go.
    Redirected(Box<Redirected>),
    /// A link leads to another service than the client's, where the token may not go. Nothing was sent.
    ForeignLink(Box<ForeignLink>),
    /// Graph asks for a token with other claims, and there is none.
    Challenged(Box<Challenged>),
    /// Graph refused, in its own words.
    Graph(Box<GraphError>),
    /// What a request had started did not come to its end.
    Operation(Box<OperationFailure>),
    /// The answer holds neither a value nor Graph's error.
    Unreadable(Box<UnreadableReply>),
    /// A request of a batch has no answer of its own.
    Batch(Box<BatchFailure>),
}

/// The kinds of [`Error`], to match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Refused before sending: see [`InvalidRequest`].
    InvalidRequest,
    /// No token: see [`CredentialError`].
    Credential,
    /// No connection. Nothing was sent.
    Connect,
    /// No TLS session: mostly a certificate that the system does not trust.
    Tls,
    /// No answer in time. A write may have happened: see [`TransportError::arrival`].
    Timeout,
    /// The connection broke off. A write may have happened: see [`TransportError::arrival`].
    Broken,
    /// The answer is larger than the client's limit. A write has probably happened.
    TooLarge,
    /// The transport failed in a way of its own.
    Transport,
    /// A redirect, which is not followed.
    Redirected,
    /// A link to another service, which is not followed.
    ForeignLink,
    /// 401 or 403: Graph asks for a token with other claims, and the credential cannot get one, or Graph refused it
    /// too.
    ClaimsChallenge,
    /// What the request had started has failed: see [`OperationFailure`].
    OperationFailed,
    /// What the request had started has not ended in the time it was given. It may still end well.
    OperationUnfinished,
    /// A batch was answered, and this request in it was not. A write may have happened.
    MissingReply,
    /// A batch's answer holds more than one reply to this request. A write may have happened.
    DuplicateReply,
    /// 2xx with an HTML page: a proxy or a sign-in portal answered instead of Graph.
    HtmlReply,
    /// 2xx with nothing, where an entity was owed.
    EmptyReply,
    /// 2xx with JSON that ends too early.
    TruncatedReply,
    /// 2xx with what is not JSON.
    NotJson,
    /// 2xx with JSON of another type than declared; [`Error::property`] says where.
    WrongType,
    /// Graph documents the address and does not serve it: see [`GraphError::route`].
    RouteNotServed,
    /// 400.
    BadRequest,
    /// 401: the token is missing, expired, or of another audience.
    Unauthorized,
    /// 403: a permission is missing, or a policy forbids it.
    Forbidden,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed,
    /// 409.
    Conflict,
    /// 410.
    Gone,
    /// 412: the entity has changed since its `ETag` was read.
    PreconditionFailed,
    /// 422.
    UnprocessableContent,
    /// 423.
    Locked,
    /// 424: the request of a batch that this one depends on has failed.
    FailedDependency,
    /// 429 or 509: too many requests.
    Throttled,
    /// 500, and 5xx without a name of its own here.
    ServerError,
    /// 502.
    BadGateway,
    /// 503.
    ServiceUnavailable,
    /// 504.
    GatewayTimeout,
    /// Any other status.
    OtherStatus,
}

/// The request that an error belongs to, as logs may show it: without ids, query and token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address with its placeholders, `/users/{userId}`.
    pub template: &'static str,
    /// Host and port that it went to.
    pub host: String,
    /// The id that the client gave the request, the same for all its tries; of a request in a batch that of the last batch
    /// it was in.
    pub client_request_id: String,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long the client waited before each further try.
    pub waits: Vec<Duration>,
    /// Whether a write may have happened although it ended in an error: its answer, or that of an earlier try, was
    /// lost on the way or was a gateway's (502, 504), or it was of 2xx and cannot be read.
    pub write_in_doubt: bool,
}

impl Call {
    pub(crate) fn new(method: Method, template: &'static str, host: &str) -> Self {
        Self {
            method,
            template,
            host: host.to_owned(),
            client_request_id: String::new(),
            attempts: 0,
            waits: Vec::new(),
            write_in_doubt: false,
        }
    }
}

/// A transport's failure, with the request it had.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportFailure {
    /// The request; none where the transport could not be set up.
    pub call: Option<Call>,
    /// The failure.
    pub error: TransportError,
}

/// An answer that sends the client elsewhere. It is not followed: the token stays with the client's endpoint.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Redirected {
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
pub struct ForeignLink {
    /// The address with its placeholders that the link continues.
    pub template: &'static str,
    /// The host that it leads to, without path and query; none where it is not an absolute address.
    pub host: Option<String>,
}

/// A claims challenge that was not met.
///
/// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Challenged {
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
    /// [`ErrorKind::BadGateway`], and [`Error::reply_fault`] says that it was HTML.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Invalid(_) => ErrorKind::InvalidRequest,
            Error::Credential(_) => ErrorKind::Credential,
            Error::Transport(failure) => of_transport(failure.error.fault()),
            Error::Redirected(_) => ErrorKind::Redirected,
            Error::ForeignLink(_) => ErrorKind::ForeignLink,
            Error::Challenged(_) => ErrorKind::ClaimsChallenge,
            Error::Operation(operation) if operation.unfinished => ErrorKind::OperationUnfinished,
            Error::Operation(_) => ErrorKind::OperationFailed,
            Error::Graph(error) if error.route.is_some() => ErrorKind::RouteNotServed,
            Error::Graph(error) => of_status(error.status),
            Error::Unreadable(reply) if reply.status.is_success() => of_reply(reply.fault),
            Error::Unreadable(reply) => of_status(reply.status),
            Error::Batch(failure) => failure.kind(),
        }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Redirected(redirected) => Some(redirected.status),
            Error::Challenged(challenged) => Some(challenged.status),
            Error::Graph(error) => Some(error.status),
            Error::Unreadable(reply) => Some(reply.status),
            Error::Batch(failure) => failure.whole().and_then(Error::status),
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
            Error::Challenged(challenged) => challenged.request_id.as_deref(),
            Error::Operation(operation) => operation.request_id.as_deref(),
            Error::Graph(error) => error.request_id.as_deref(),
            Error::Unreadable(reply) => reply.request_id.as_deref(),
            Error::Batch(failure) => failure.whole().and_then(Error::request_id),
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
            Error::Transport(failure) => failure.call.as_ref(),
            Error::Redirected(redirected) => Some(&redirected.call),
            Error::Challenged(challenged) => Some(&challenged.call),
            Error::Operation(operation) => Some(&operation.call),
            Error::Graph(error) => Some(&error.call),
            Error::Unreadable(reply) => Some(&reply.call),
            Error::Batch(failure) => Some(&failure.call),
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
            Error::Batch(failure) => failure.whole().and_then(Error::graph),
            _ => None,
        }
    }

    /// What was wrong with the body of the answer, of any status: [`ReplyFault::Html`] for a proxy's page.
    pub fn reply_fault(&self) -> Option<ReplyFault> {
        match self {
            Error::Unreadable(reply) => Some(reply.fault),
            Error::Batch(failure) => failure.whole().and_then(Error::reply_fault),
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

    pub(crate) fn unanswered(call: Option<Call>, error: TransportError) -> Self {
        Error::Transport(Box::new(TransportFailure { call, error }))
    }
}

fn of_transport(fault: TransportFault) -> ErrorKind {
    match fault {
        TransportFault::Connect => ErrorKind::Connect,
        TransportFault::Tls => ErrorKind::Tls,
        TransportFault::Timeout => ErrorKind::Timeout,
        TransportFault::Broken => ErrorKind::Broken,
        TransportFault::TooLarge => ErrorKind::TooLarge,
        TransportFault::Refused | TransportFault::Other => ErrorKind::Transport,
    }
}

fn of_reply(fault: ReplyFault) -> ErrorKind {
    match fault {
        ReplyFault::Html => ErrorKind::HtmlReply,
        ReplyFault::Empty => ErrorKind::EmptyReply,
        ReplyFault::Truncated => ErrorKind::TruncatedReply,
        ReplyFault::NotJson => ErrorKind::NotJson,
        ReplyFault::WrongType | ReplyFault::NoErrorObject => ErrorKind::WrongType,
    }
}

fn of_status(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        400 => ErrorKind::BadRequest,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        405 => ErrorKind::MethodNotAllowed,
        409 => ErrorKind::Conflict,
        410 => ErrorKind::Gone,
        412 => ErrorKind::PreconditionFailed,
        422 => ErrorKind::UnprocessableContent,
        423 => ErrorKind::Locked,
        424 => ErrorKind::FailedDependency,
        429 | 509 => ErrorKind::Throttled,
        502 => ErrorKind::BadGateway,
        503 => ErrorKind::ServiceUnavailable,
        504 => ErrorKind::GatewayTimeout,
        500..=599 => ErrorKind::ServerError,
        _ => ErrorKind::OtherStatus,
    }
}

impl From<InvalidRequest> for Error {
    fn from(invalid: InvalidRequest) -> Self {
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
            Error::Transport(failure) => failure.fmt(f),
            Error::Redirected(redirected) => redirected.fmt(f),
            Error::ForeignLink(link) => link.fmt(f),
            Error::Challenged(challenged) => challenged.fmt(f),
            Error::Operation(operation) => operation.fmt(f),
            Error::Graph(error) => error.fmt(f),
            Error::Unreadable(reply) => reply.fmt(f),
            Error::Batch(failure) => failure.fmt(f),
        }
    }
}

/// Each variant shows what it holds, so the cause is the cause of that: a chain says nothing twice.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Credential(error) => error.source(),
            Error::Transport(failure) => failure.error.source(),
            Error::Unreadable(reply) => reply.source(),
            Error::Batch(failure) => failure.source(),
            Error::Invalid(_)
            | Error::Redirected(_)
            | Error::ForeignLink(_)
            | Error::Challenged(_)
            | Error::Operation(_)
            | Error::Graph(_) => None,
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

impl fmt::Display for TransportFailure {
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

impl fmt::Display for Redirected {
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

impl fmt::Display for ForeignLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("an unreadable address");
        OneLine::new(f).write(format_args!(
            "the link that continues {} leads to {host}, which is not the client's endpoint: it is not followed",
            self.template
        ))
    }
}

impl fmt::Display for Challenged {
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

/// Writes a message as one line of bounded length: what others sent is in it.
pub(crate) struct OneLine<'a, 'f> {
    to: &'a mut fmt::Formatter<'f>,
    room: usize,
}

impl<'a, 'f> OneLine<'a, 'f> {
    pub(crate) fn new(to: &'a mut fmt::Formatter<'f>) -> Self {
        Self { to, room: 2_000 }
    }

    pub(crate) fn write(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        self.write_fmt(text)
    }

    /// What the client did before it gave up, and what that may mean.
    pub(crate) fn history(&mut self, call: &Call, status: Option<StatusCode>) -> fmt::Result {
        self.room = self.room.max(200);
        if call.write_in_doubt {
            self.write_str(match status {
                Some(StatusCode::PRECONDITION_FAILED) => {
                    "; an earlier try of this request may have made the change itself"
                }
                _ => "; the write may have happened",
            })?;
        }
        if call.attempts > 1 {
            let waited: Duration = call.waits.iter().sum();
            write!(self, "; tried {} times, waited {:.1} s", call.attempts, waited.as_secs_f64())?;
        }
        Ok(())
    }

    /// The end of every message about an answer: what to give to support.
    pub(crate) fn ids(&mut self, request_id: Option<&str>, client_request_id: Option<&str>) -> fmt::Result {
        // The ids are short and come last: they are shown however long the message was.
        self.room = self.room.max(200);
        match (request_id, client_request_id) {
            (Some(graph), Some(client)) => write!(self, " [request-id {graph}, client-request-id {client}]"),
            (Some(graph), None) => write!(self, " [request-id {graph}]"),
            (None, Some(client)) => write!(self, " [client-request-id {client}]"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if self.room == 0 {
                break;
            }
            self.room -= 1;
            if breaks_lines(character) {
                write!(self.to, "{}", character.escape_default())?;
            } else {
                self.to.write_char(character)?;
            }
            if self.room == 0 {
                self.to.write_char('\u{2026}')?;
            }
        }
        Ok(())
    }
}

/// Control characters, and those that end a line or turn the direction of what follows.
fn breaks_lines(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The cause at the bottom of a chain, the one that says something, as one line.
pub(crate) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    escaped(&cause.to_string())
}

/// The texts of an error and all its causes.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let _ = write!(text, ": {deeper}");
        cause = deeper.source();
    }
    text
}

fn escaped(text: &str) -> String {
    struct Shown<'a>(&'a str);
    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            OneLine::new(f).write_str(self.0)
        }
    }
    Shown(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_on_one_line_and_is_bounded() {
        assert_eq!(escaped("a\r\nb\u{1b}[31m\u{2028}\u{202e}"), "a\\r\\nb\\u{1b}[31m\\u{2028}\\u{202e}");
        assert_eq!(escaped("h\u{e9} \"quoted\" \\"), "h\u{e9} \"quoted\" \\");
        assert_eq!(escaped(&"x".repeat(9_000)).chars().count(), 2_001);
    }

    #[test]
    fn an_error_is_small_and_can_be_sent_anywhere() {
        fn portable<T: Send + Sync + 'static>() {}
        portable::<Error>();
        assert!(size_of::<Error>() <= 32, "{}", size_of::<Error>());
    }

    #[test]
    fn every_status_has_a_kind() {
        let kind = |status| of_status(StatusCode::from_u16(status).unwrap());
        assert_eq!(kind(429), ErrorKind::Throttled);
        assert_eq!(kind(509), ErrorKind::Throttled);
        assert_eq!(kind(507), ErrorKind::ServerError);
        assert_eq!(kind(418), ErrorKind::OtherStatus);
        assert_eq!(kind(304), ErrorKind::OtherStatus);
    }

    #[test]
    fn a_property_is_told_of_requests_too() {
        let error = Error::from(InvalidRequest::NotFinite { property: "limit".to_owned() });
        assert_eq!((error.kind(), error.property()), (ErrorKind::InvalidRequest, Some("limit")));
    }
}
