//! The kinds of errors.

use core::fmt;

use http::StatusCode;

use super::ReplyErrorKind;
use crate::transport::TransportErrorKind;

/// The kinds of [`Error`](crate::Error), to match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Refused before sending: see [`InvalidRequestError`](crate::InvalidRequestError).
    InvalidRequest,
    /// No token: see [`CredentialError`](crate::CredentialError).
    Credential,
    /// No connection to the service. Nothing was sent.
    Connect,
    /// No TLS session, mostly because of a certificate that the system does not trust.
    Tls,
    /// No answer in time, or no time to send the request: see [`DeadlineError`](crate::DeadlineError). A write
    /// may have happened if [`Error::write_in_doubt`](crate::Error::write_in_doubt) says so.
    Timeout,
    /// The connection broke. A write may have happened: see
    /// [`TransportError::arrival`](crate::TransportError::arrival).
    Broken,
    /// The answer is larger than the client's limit. A write has probably happened.
    TooLarge,
    /// The transport failed in another way.
    Transport,
    /// 3xx: a redirect, which is not followed.
    Redirected,
    /// A link to another service, which is not followed.
    ForeignLink,
    /// 401 or 403: Graph asks for a token with other claims. The credential cannot get one, or Graph refused
    /// it too.
    ClaimsChallenge,
    /// An operation that the request started has failed: see [`OperationError`](crate::OperationError).
    OperationFailed,
    /// An operation that the request started has not finished in the allowed time. It may still succeed.
    OperationUnfinished,
    /// The source of an upload cannot be read, or is empty.
    UploadSource,
    /// The service does not know an upload session any more: it was completed or cancelled, or has expired.
    UploadEnded,
    /// The service confirms none of the bytes that an upload sends.
    UploadStalled,
    /// The answer of the batch contains no reply to this request. A write may have happened.
    MissingReply,
    /// The answer of the batch contains more than one reply to this request. A write may have happened.
    DuplicateReply,
    /// 2xx with an HTML page: a proxy or a sign-in portal answered instead of Graph.
    HtmlReply,
    /// 2xx with an empty body where an entity was expected.
    EmptyReply,
    /// 2xx with JSON that ends too early. A write has probably happened.
    TruncatedReply,
    /// 2xx with a body that is not JSON. A write has probably happened.
    NotJson,
    /// 2xx with JSON of another type than declared. [`Error::property`](crate::Error::property) returns the
    /// property.
    WrongType,
    /// 2xx with other bytes of a file than were asked for, or with those of a file that has changed since.
    WrongRange,
    /// Graph documents the path but does not serve it: see [`GraphError::route`](crate::GraphError::route).
    RouteNotServed,
    /// 400: the request is malformed, or Graph does not accept a value in it.
    BadRequest,
    /// 401: the token is missing, expired or for another audience.
    Unauthorized,
    /// 403: a permission is missing, or a policy forbids it.
    Forbidden,
    /// 404: there is no such entity or address, or the caller may not see it.
    NotFound,
    /// 405: the address does not support the method.
    MethodNotAllowed,
    /// 409: the request conflicts with the state of the entity, such as one that exists already.
    Conflict,
    /// 410: what the request refers to is gone for good, such as an expired delta token.
    Gone,
    /// 412: the entity has changed since its `ETag` was read.
    PreconditionFailed,
    /// 422: the request is well-formed, but cannot be carried out.
    UnprocessableContent,
    /// 423: the resource is locked, for example because it is checked out.
    Locked,
    /// 424: the request of a batch that this one depends on has failed.
    FailedDependency,
    /// 429 or 509: the caller has sent too many requests.
    Throttled,
    /// 500, and any 5xx without a kind of its own here.
    ServerError,
    /// 502: a gateway got no valid answer from the service. A write may have happened.
    BadGateway,
    /// 503: the service is not available for a while.
    ServiceUnavailable,
    /// 504: a gateway got no answer in time. A write may have happened.
    GatewayTimeout,
    /// Any other status that is not 2xx.
    OtherStatus,
}

impl ErrorKind {
    /// The kind as words in lower case, such as `not_found`: for metrics and for the errors of a service. It stays the
    /// same.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorKind::InvalidRequest => "invalid_request",
            ErrorKind::Credential => "credential",
            ErrorKind::Connect => "connect",
            ErrorKind::Tls => "tls",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Broken => "broken",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::Transport => "transport",
            ErrorKind::Redirected => "redirected",
            ErrorKind::ForeignLink => "foreign_link",
            ErrorKind::ClaimsChallenge => "claims_challenge",
            ErrorKind::OperationFailed => "operation_failed",
            ErrorKind::OperationUnfinished => "operation_unfinished",
            ErrorKind::UploadSource => "upload_source",
            ErrorKind::UploadEnded => "upload_ended",
            ErrorKind::UploadStalled => "upload_stalled",
            ErrorKind::MissingReply => "missing_reply",
            ErrorKind::DuplicateReply => "duplicate_reply",
            ErrorKind::HtmlReply => "html_reply",
            ErrorKind::EmptyReply => "empty_reply",
            ErrorKind::TruncatedReply => "truncated_reply",
            ErrorKind::NotJson => "not_json",
            ErrorKind::WrongType => "wrong_type",
            ErrorKind::WrongRange => "wrong_range",
            ErrorKind::RouteNotServed => "route_not_served",
            ErrorKind::BadRequest => "bad_request",
            ErrorKind::Unauthorized => "unauthorized",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::NotFound => "not_found",
            ErrorKind::MethodNotAllowed => "method_not_allowed",
            ErrorKind::Conflict => "conflict",
            ErrorKind::Gone => "gone",
            ErrorKind::PreconditionFailed => "precondition_failed",
            ErrorKind::UnprocessableContent => "unprocessable_content",
            ErrorKind::Locked => "locked",
            ErrorKind::FailedDependency => "failed_dependency",
            ErrorKind::Throttled => "throttled",
            ErrorKind::ServerError => "server_error",
            ErrorKind::BadGateway => "bad_gateway",
            ErrorKind::ServiceUnavailable => "service_unavailable",
            ErrorKind::GatewayTimeout => "gateway_timeout",
            ErrorKind::OtherStatus => "other_status",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(super) fn of_transport(error: TransportErrorKind) -> ErrorKind {
    match error {
        TransportErrorKind::Connect => ErrorKind::Connect,
        TransportErrorKind::Tls => ErrorKind::Tls,
        TransportErrorKind::Timeout => ErrorKind::Timeout,
        TransportErrorKind::Broken => ErrorKind::Broken,
        TransportErrorKind::TooLarge => ErrorKind::TooLarge,
        TransportErrorKind::Refused | TransportErrorKind::Other => ErrorKind::Transport,
    }
}

pub(super) fn of_reply(error: ReplyErrorKind) -> ErrorKind {
    match error {
        ReplyErrorKind::Html => ErrorKind::HtmlReply,
        ReplyErrorKind::Empty => ErrorKind::EmptyReply,
        ReplyErrorKind::Truncated => ErrorKind::TruncatedReply,
        ReplyErrorKind::NotJson => ErrorKind::NotJson,
        ReplyErrorKind::WrongRange => ErrorKind::WrongRange,
        ReplyErrorKind::WrongType | ReplyErrorKind::OtherType | ReplyErrorKind::NoErrorObject => {
            ErrorKind::WrongType
        }
    }
}

pub(super) fn of_status(status: StatusCode) -> ErrorKind {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_in_words() {
        assert_eq!(ErrorKind::NotFound.as_str(), "not_found");
        assert_eq!(ErrorKind::NotJson.to_string(), "not_json");
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
}
