//! A request and its answer of any status, before a value is read from it.

use std::borrow::Cow;
use std::error::Error as _;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, LOCATION};
use http::{StatusCode, Uri};

use super::Reply;
use crate::base::{CLIENT_REQUEST_ID, Call, Permissions, REQUEST_ID, chain, is_read};
use crate::credential::{AccessToken, TokenPermissions};
use crate::error::{Error, Facts, GraphError, Item, RedirectError, ReplyError, ReplyErrorKind, excerpt};
use crate::model::{ReadError, ReadErrorKind};
use crate::transport::TransportError;

/// A request and its answer of any status, before a value is read from it.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) call: Call,
    /// The token that the request carried. No error may contain it.
    pub(crate) token: AccessToken,
    pub(crate) permissions: Option<&'static Permissions>,
    /// Whether the request sets its own `Accept`, so that an HTML page may be the expected answer.
    pub(crate) any_content: bool,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Exchange {
    /// Returns the exchange if its answer may contain a value, and an error otherwise.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        if self.status.is_redirection() && self.headers.contains_key(LOCATION) {
            return Err(self.redirect_error());
        }
        if !self.status.is_success() {
            return Err(self.status_error());
        }
        // Checked here and not by the reader, because a request without an expected value would accept the
        // page of a captive portal.
        if !self.any_content && self.is_html() {
            return Err(self.reply_error(ReplyErrorKind::Html, None));
        }
        Ok(self)
    }

    pub(crate) fn into_reply<T>(self, value: T) -> Reply<T> {
        let Self { call, status, headers, .. } = self;
        Reply { value, status, headers, client_request_id: call.client_request_id }
    }

    /// The error for a body that the reader of the request refused.
    pub(crate) fn read_error(self, error: ReadError) -> Error {
        let kind = match error.kind {
            _ if self.is_empty() => ReplyErrorKind::Empty,
            ReadErrorKind::Truncated => ReplyErrorKind::Truncated,
            ReadErrorKind::Syntax => ReplyErrorKind::NotJson,
            ReadErrorKind::Data | ReadErrorKind::ReadOnly => ReplyErrorKind::WrongType,
            ReadErrorKind::OtherType => ReplyErrorKind::OtherType,
        };
        self.reply_error(kind, Some(error))
    }

    /// The error for one item of a page. The other items of the page stay readable.
    pub(crate) fn item_read_error(self, error: ReadError, index: usize, id: Option<String>) -> Error {
        match self.read_error(error) {
            Error::Unreadable(mut reply) => {
                reply.item = Some(Item { index, id });
                Error::Unreadable(reply)
            }
            other => other,
        }
    }

    fn redirect_error(self) -> Error {
        let location = self.header(LOCATION).and_then(|location| location.parse::<Uri>().ok());
        // `host` and not the authority, which may contain user information. A relative link stays on the same
        // host.
        let host = location.map(|location| location.host().unwrap_or(&self.call.host).to_owned());
        let request_id = self.header(REQUEST_ID);
        Error::Redirected(Box::new(RedirectError { call: self.call, status: self.status, host, request_id }))
    }

    fn status_error(self) -> Error {
        let text = self.text();
        if let Some(error) = GraphError::read(self.facts(), &text) {
            return Error::Graph(Box::new(error));
        }
        let kind = match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            _ if self.is_empty() => ReplyErrorKind::Empty,
            _ if self.is_html() => ReplyErrorKind::Html,
            Ok(_) => ReplyErrorKind::NoErrorObject,
            Err(error) if error.is_eof() => ReplyErrorKind::Truncated,
            Err(_) => ReplyErrorKind::NotJson,
        };
        self.reply_error(kind, None)
    }

    fn facts(&self) -> Facts<'_> {
        // The token's permissions are decoded only if a missing permission may be the reason.
        let granted = self.status == StatusCode::FORBIDDEN;
        Facts {
            call: &self.call,
            status: self.status,
            date: self.header(DATE),
            request_id: self.header(REQUEST_ID),
            client_request_id: self.header(CLIENT_REQUEST_ID),
            permissions: self.permissions,
            granted: if granted { TokenPermissions::of(&self.token) } else { None },
        }
    }

    fn reply_error(self, kind: ReplyErrorKind, cause: Option<ReadError>) -> Error {
        let cause = cause.map(|cause| ReadError {
            message: self.token.scrub(&cause.message).into_owned(),
            property: cause.property.map(|property| self.token.scrub(&property).into_owned()),
            ..cause
        });
        let position = cause.as_ref().map_or((0, 0), |cause| (cause.line, cause.column));
        // A 2xx answer that cannot be read may not be Graph's, so it does not prove that the write happened.
        let write_in_doubt =
            self.call.write_in_doubt || self.status.is_success() && !is_read(&self.call.method);
        Error::Unreadable(Box::new(ReplyError {
            excerpt: excerpt(&self.text(), position),
            request_id: self.header(REQUEST_ID),
            content_type: self.header(CONTENT_TYPE),
            status: self.status,
            call: Call { write_in_doubt, ..self.call },
            kind,
            cause,
            item: None,
        }))
    }

    /// A header as text, without the token.
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

    /// Whether the body is an HTML page. Proxies send one with any status and any content type.
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

/// Removes the token from an error's source. The source is replaced by its text if it contains the token.
/// Otherwise it is kept, so that it can still be downcast.
pub(super) fn scrubbed(error: TransportError, token: &AccessToken) -> TransportError {
    let Some(source) = error.source() else { return error };
    let shown = format!("{source:?} {}", chain(source));
    if matches!(token.scrub(&shown), Cow::Borrowed(_)) {
        return error;
    }
    let text = token.scrub(&chain(source)).into_owned();
    error.with_source(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Arrival, TransportErrorKind};

    #[test]
    fn a_cause_that_tells_the_token_loses_it_and_others_stay_themselves() {
        let token = AccessToken::new("secret-token").unwrap();
        let broken = || TransportError::new(TransportErrorKind::Other, Arrival::MayHaveArrived);
        let shown = scrubbed(broken().with_source("sent Bearer secret-token twice"), &token);
        assert!(!format!("{shown} {shown:?}").contains("secret-token"));
        assert!(shown.to_string().contains("sent Bearer [redacted] twice"));

        let io = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let kept = scrubbed(broken().with_source(io), &token);
        assert!(kept.source().unwrap().is::<std::io::Error>());
    }
}
