//! What came back: a value with the facts around it, or an answer that holds none.

use core::fmt;
use std::error::Error as StdError;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, LOCATION};
use http::{StatusCode, Uri};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::client::is_read;
use crate::credential::AccessToken;
use crate::entity::Permissions;
use crate::error::{Call, Error, OneLine, Redirected};
use crate::graph_error::GraphError;
use crate::read::{ReadError, ReadFault};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
pub(crate) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// A value that Graph sent, with what its headers say.
///
/// Source of the headers: Microsoft Graph, "Best practices", and RFC 9110.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    client_request_id: String,
}

impl<T> Reply<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without the rest.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same reply with another value made from this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Reply<U> {
        let Self { value, status, headers, client_request_id } = self;
        Reply { value: make(value), status, headers, client_request_id }
    }

    /// The status, one of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The id that Graph gave the request: what Microsoft's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.text(REQUEST_ID)
    }

    /// The id that the client gave the request. Graph keeps it in its logs.
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }

    /// The `ETag` of the entity, for [`Request::if_match`](crate::Request::if_match).
    pub fn etag(&self) -> Option<&str> {
        self.text(ETAG)
    }

    /// The service's clock when it answered, as the header has it: `Tue, 24 Nov 2026 10:00:00 GMT`.
    pub fn date(&self) -> Option<&str> {
        self.text(DATE)
    }

    /// The service's clock when it answered, to the second, in UTC.
    pub fn date_time(&self) -> Option<OffsetDateTime> {
        self.date().and_then(|text| OffsetDateTime::parse(text, &Rfc2822).ok())
    }

    /// All headers of the reply.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    fn text(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Without the headers, where a proxy may have left a cookie.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("client_request_id", &self.client_request_id)
            .finish_non_exhaustive()
    }
}

/// One request and its answer, of any status: what the client knows before a value is read.
pub(crate) struct Exchange {
    pub(crate) call: Call,
    /// What the request carried, and no error may tell.
    pub(crate) token: AccessToken,
    pub(crate) permissions: Option<&'static Permissions>,
    /// The request says itself what it accepts, so that a page for people may be what it asked for.
    pub(crate) any_content: bool,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Exchange {
    /// Lets an answer pass that may hold a value; any other is an error.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        if self.status.is_redirection() && self.headers.contains_key(LOCATION) {
            return Err(self.redirected());
        }
        if !self.status.is_success() {
            return Err(self.refused());
        }
        // Asked before anything is read: where nothing is owed, nobody would look at the body of a captive portal.
        if !self.any_content && self.is_html() {
            return Err(self.unreadable(ReplyFault::Html, None));
        }
        Ok(self)
    }

    pub(crate) fn into_reply<T>(self, value: T) -> Reply<T> {
        let Self { call, status, headers, .. } = self;
        Reply { value, status, headers, client_request_id: call.client_request_id }
    }

    /// The error for a body that was not what the request's reader expected.
    pub(crate) fn misread(self, error: ReadError) -> Error {
        let fault = match error.fault {
            _ if self.is_empty() => ReplyFault::Empty,
            ReadFault::Truncated => ReplyFault::Truncated,
            ReadFault::Syntax => ReplyFault::NotJson,
            ReadFault::Data | ReadFault::ReadOnly => ReplyFault::WrongType,
        };
        self.unreadable(fault, Some(error))
    }

    fn redirected(self) -> Error {
        let location = self.header(LOCATION).and_then(|location| location.parse::<Uri>().ok());
        // `host` and not the authority, which may hold user information. A relative one stays where it was.
        let host = location.map(|location| location.host().unwrap_or(&self.call.host).to_owned());
        let request_id = self.header(REQUEST_ID);
        Error::Redirected(Box::new(Redirected { call: self.call, status: self.status, host, request_id }))
    }

    fn refused(self) -> Error {
        let text = self.text();
        if let Some(error) = GraphError::read(&self, &text) {
            return Error::Graph(Box::new(error));
        }
        let fault = match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            _ if self.is_empty() => ReplyFault::Empty,
            _ if self.is_html() => ReplyFault::Html,
            Ok(_) => ReplyFault::NoErrorObject,
            Err(error) if error.is_eof() => ReplyFault::Truncated,
            Err(_) => ReplyFault::NotJson,
        };
        self.unreadable(fault, None)
    }

    fn unreadable(self, fault: ReplyFault, cause: Option<ReadError>) -> Error {
        let cause = cause.map(|cause| ReadError {
            message: self.token.scrub(&cause.message).into_owned(),
            property: cause.property.map(|property| self.token.scrub(&property).into_owned()),
            ..cause
        });
        let place = cause.as_ref().map_or((0, 0), |cause| (cause.line, cause.column));
        // An answer that says that all went well, and then not what, leaves open whether it was Graph's.
        let write_in_doubt =
            self.call.write_in_doubt || self.status.is_success() && !is_read(&self.call.method);
        Error::Unreadable(Box::new(UnreadableReply {
            excerpt: excerpt(&self.text(), place),
            request_id: self.header(REQUEST_ID),
            content_type: self.header(CONTENT_TYPE),
            status: self.status,
            call: Call { write_in_doubt, ..self.call },
            fault,
            cause,
        }))
    }

    /// A header's text, without the token.
    pub(crate) fn header(&self, name: HeaderName) -> Option<String> {
        let text = self.headers.get(name)?.to_str().ok()?;
        Some(self.token.scrub(text).into_owned())
    }

    /// The body as text, without the token.
    fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        self.token.scrub(text.strip_prefix('\u{feff}').unwrap_or(&text)).into_owned()
    }

    fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Whether the body is a page for people. Proxies send one with any status, and with any content type.
    fn is_html(&self) -> bool {
        let declared =
            self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let body = self.body.trim_ascii_start();
        let starts = |text: &str, with: &str| {
            text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        let opens = |with: &str| {
            body.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
        };
        !body.is_empty() && (starts(declared, "text/html") || opens("<!doctype html") || opens("<html"))
    }
}

/// An answer that holds neither what was asked for nor Graph's own error.
///
/// A proxy's page, a text cut off on the way, a property of another type than its field. With an error status the
/// status is the first thing to look at ([`Error::kind`](crate::Error::kind) does), and `fault` says what the body
/// was.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnreadableReply {
    /// The request.
    pub call: Call,
    /// The status of the answer, of any class.
    pub status: StatusCode,
    /// What is wrong with the body.
    pub fault: ReplyFault,
    /// The body around the fault, or its start: at most 240 characters, without the access token. Line ends are
    /// as they came.
    pub excerpt: String,
    /// The `Content-Type` of the answer.
    pub content_type: Option<String>,
    /// The id that Graph gave the request; none where the answer is not Graph's.
    pub request_id: Option<String>,
    /// The reader's own words, with the property and the place.
    pub cause: Option<ReadError>,
}

/// What is wrong with the body of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyFault {
    /// A page for people: it comes from a proxy, a gateway or a sign-in portal.
    Html,
    /// Nothing, where something was owed.
    Empty,
    /// JSON that ends too early.
    Truncated,
    /// Not JSON.
    NotJson,
    /// JSON, and a property has another type than its field, or is missing and its field is not an `Option`.
    WrongType,
    /// JSON with an error status, and not Graph's error object.
    NoErrorObject,
}

impl UnreadableReply {
    /// The property at fault with the way to it, `omaSettings[2].value`.
    pub fn property(&self) -> Option<&str> {
        self.cause.as_ref()?.property.as_deref()
    }
}

impl fmt::Display for ReplyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReplyFault::Html => "the answer is an HTML page, from a proxy or gateway rather than Graph",
            ReplyFault::Empty => "the answer is empty",
            ReplyFault::Truncated => "the answer is JSON that ends too early",
            ReplyFault::NotJson => "the answer is not JSON",
            ReplyFault::WrongType => "the answer does not have the declared type",
            ReplyFault::NoErrorObject => "the answer is JSON without Graph's error object",
        })
    }
}

impl fmt::Display for UnreadableReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        line.write(format_args!("{} from {}: {}", self.status, self.call, self.fault))?;
        if let Some(cause) = &self.cause {
            line.write(format_args!(": {cause}"))?;
        }
        if !self.excerpt.is_empty() {
            line.write(format_args!(": {}", self.excerpt))?;
        }
        line.history(&self.call, Some(self.status))?;
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

impl StdError for UnreadableReply {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// The most characters of a body that an error shows.
const EXCERPT: usize = 240;

/// The part of a text that holds a place, given by line and column from 1, or its start where there is none.
fn excerpt(text: &str, (line, column): (usize, usize)) -> String {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    // Two thirds of what is shown lie before the fault: that is where the property's name is.
    let mut start = (before + column).min(text.len()).saturating_sub(EXCERPT * 2 / 3);
    // `str::floor_char_boundary`, which is younger than the compiler that the crate asks for.
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let shown = &text[start..];
    match shown.char_indices().nth(EXCERPT) {
        Some((end, _)) => shown[..end].trim().to_owned(),
        None => shown.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_bounded_and_holds_the_place() {
        assert_eq!(excerpt("  short\n", (0, 0)), "short");
        assert_eq!(excerpt(&"x".repeat(10_000), (0, 0)).len(), EXCERPT);
        assert_eq!(excerpt(&"\u{20ac}".repeat(10_000), (1, 9_998)).chars().count(), EXCERPT);
        assert_eq!(excerpt("a", (1, 900)), "a");
        assert_eq!(excerpt("", (7, 7)), "");

        let deep = format!("{}\n{}\"size\": true{}", "x".repeat(500), "y".repeat(900), "z".repeat(900));
        assert!(excerpt(&deep, (2, 909)).contains("\"size\": true"));
    }

    #[test]
    fn a_reply_tells_what_its_headers_say() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, "r1".parse().unwrap());
        headers.insert(ETAG, "W/\"1\"".parse().unwrap());
        headers.insert(DATE, "Tue, 24 Nov 2026 10:00:00 GMT".parse().unwrap());
        headers.insert("set-cookie", "session=hunter2".parse().unwrap());
        let reply = Reply { value: 1, status: StatusCode::OK, headers, client_request_id: "c1".to_owned() };
        assert_eq!((reply.request_id(), reply.etag()), (Some("r1"), Some("W/\"1\"")));
        assert_eq!(reply.date_time().unwrap().unix_timestamp(), 1_795_514_400);
        assert!(!format!("{reply:?}").contains("hunter2"));
        let reply = reply.map(|value| value + 1);
        assert_eq!((*reply.value(), reply.client_request_id()), (2, "c1"));
        assert_eq!(reply.into_value(), 2);
    }
}
