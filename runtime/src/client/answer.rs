//! A request and its answer of any status, before a value is read from it.

use core::ops::Range;
use std::borrow::Cow;
use std::error::Error as _;

use bytes::Bytes;
use graph_entity_model::base::Permissions;
use graph_entity_model::model::{ReadError, ReadErrorKind};
use http::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, LOCATION};
use http::{StatusCode, Uri};

use super::Reply;
use crate::base::{CLIENT_REQUEST_ID, Call, REQUEST_ID, Secrets, chain, header_text};
use crate::credential::{AccessToken, IssuedTokens, TokenPermissions};
use crate::error::{
    Error, Facts, GraphError, Item, MOST_BYTES, RedirectError, ReplyError, ReplyErrorKind, excerpt,
    looks_like_json, outline_excerpt,
};
use crate::request::Carried;
use crate::transport::{TransportError, Unread};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A request and its answer of any status, before a value is read from it.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) call: Call,
    /// The token that the request carried. No error may contain it, nor an earlier one.
    pub(crate) token: AccessToken,
    pub(crate) issued: IssuedTokens,
    pub(crate) carried: Carried,
    pub(crate) permissions: Option<&'static Permissions>,
    /// Whether the request sets its own `Accept`, so that an HTML page may be the expected answer.
    pub(crate) any_content: bool,
    /// Whether the request is a query that directory objects answer only with `ConsistencyLevel: eventual`.
    pub(crate) lacks_eventual: bool,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body, if the transport was asked to leave it unread.
    pub(crate) unread: Option<Unread>,
}

impl Exchange {
    /// Returns the exchange if its answer may contain a value, and an error otherwise.
    pub(crate) fn checked(mut self) -> Result<Self, Error> {
        // RFC 8259, section 8.1, lets a reader ignore a byte order mark. Content of a type of its own is left
        // as it is.
        if !self.any_content && self.body.starts_with(BYTE_ORDER_MARK) {
            self.body = self.body.slice(BYTE_ORDER_MARK.len()..);
        }
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
        let kind = if self.is_empty() { ReplyErrorKind::Empty } else { kind_of(&error) };
        self.reply_error(kind, Some(error))
    }

    /// The error for an answer that is wrong, regardless of its body.
    pub(crate) fn without_body(&self, kind: ReplyErrorKind) -> Error {
        let (secrets, _) = self.secrets("");
        Error::Unreadable(Box::new(self.reply(kind, None, String::new(), &secrets, None)))
    }

    /// The error for one item of a page. The other items of the page stay readable. `range` is the range of
    /// the item in the body, `place` the line and column within it. Only the item is examined, so that a page
    /// of many such items takes time linear in its size.
    pub(crate) fn item_read_error(
        &self,
        error: ReadError,
        item: Item,
        range: Range<usize>,
        place: (usize, usize),
    ) -> Error {
        let text = String::from_utf8_lossy(self.body.get(range).unwrap_or_default());
        let (secrets, _) = self.secrets(&text);
        let excerpt = outline_excerpt(&text, place, &secrets);
        let kind = kind_of(&error);
        Error::Unreadable(Box::new(self.reply(kind, Some(error), excerpt, &secrets, Some(item))))
    }

    fn redirect_error(self) -> Error {
        let (secrets, _) = self.secrets("");
        let location =
            header_text(&self.headers, &LOCATION).and_then(|location| location.parse::<Uri>().ok());
        // `host` and not the authority, which may contain user information. A relative link stays on the same
        // host, which is unknown if the client did not send the request.
        let host =
            location.map(|location| secrets.scrub(location.host().unwrap_or(&self.call.host)).into_owned());
        let host = host.filter(|host| !host.is_empty());
        let request_id = self.header(&REQUEST_ID, &secrets);
        Error::Redirected(Box::new(RedirectError { call: self.call, status: self.status, host, request_id }))
    }

    fn status_error(mut self) -> Error {
        self.body.truncate(MOST_BYTES);
        let text = self.text();
        let (secrets, _) = self.secrets(&text);
        if let Some(error) = GraphError::read(self.facts(&secrets), &text, &secrets) {
            return Error::Graph(Box::new(error));
        }
        let kind = match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            _ if self.is_empty() => ReplyErrorKind::Empty,
            _ if self.is_html() => ReplyErrorKind::Html,
            Ok(_) => ReplyErrorKind::NoErrorObject,
            // It is this client that did not read the rest.
            Err(error) if error.is_eof() && self.body.len() == MOST_BYTES => ReplyErrorKind::NoErrorObject,
            Err(error) if error.is_eof() => ReplyErrorKind::Truncated,
            Err(_) => ReplyErrorKind::NotJson,
        };
        self.reply_error(kind, None)
    }

    fn facts(&self, secrets: &Secrets) -> Facts<'_> {
        // The token's permissions are decoded only if a missing permission may be the reason.
        let granted = self.status == StatusCode::FORBIDDEN;
        Facts {
            call: &self.call,
            status: self.status,
            date: self.header(&DATE, secrets),
            request_id: self.header(&REQUEST_ID, secrets),
            client_request_id: self.header(&CLIENT_REQUEST_ID, secrets),
            permissions: self.permissions,
            lacks_eventual: self.lacks_eventual,
            granted: if granted { TokenPermissions::of(&self.token) } else { None },
        }
    }

    fn reply_error(&self, kind: ReplyErrorKind, cause: Option<ReadError>) -> Error {
        let text = self.text();
        let place = cause.as_ref().map_or((0, 0), |cause| (cause.line, cause.column));
        let (secrets, first_error) = self.secrets(&text);
        let (secrets, excerpt) =
            if self.status.is_success() && kind != ReplyErrorKind::Html && looks_like_json(&text) {
                let excerpt = outline_excerpt(&text, place, &secrets);
                (secrets, excerpt)
            } else {
                // After an error in the JSON it is not known which values are sensitive.
                let is_json = text.trim_start().starts_with(['{', '[']);
                let known = first_error.filter(|_| is_json).map_or(&*text, |end| &text[..end]);
                let secrets = secrets.of_cut_off();
                let excerpt = excerpt(known, &secrets);
                (secrets, excerpt)
            };
        Error::Unreadable(Box::new(self.reply(kind, cause, excerpt, &secrets, None)))
    }

    fn reply(
        &self,
        kind: ReplyErrorKind,
        mut cause: Option<ReadError>,
        excerpt: String,
        secrets: &Secrets,
        item: Option<Item>,
    ) -> ReplyError {
        if let Some(cause) = &mut cause {
            cause.message = secrets.scrub(&cause.message).into_owned();
            cause.property = cause.property.take().map(|property| secrets.scrub(&property).into_owned());
        }
        // A 2xx answer that cannot be read may not be Graph's, so it does not prove that the write happened.
        let mut call = self.call.clone();
        call.doubt(self.status.is_success());
        ReplyError {
            excerpt,
            request_id: self.header(&REQUEST_ID, secrets),
            content_type: self.header(&CONTENT_TYPE, secrets),
            status: self.status,
            call,
            kind,
            cause,
            item,
        }
    }

    /// The tokens and the sensitive values of the request and of a text of the reply, which no error shows.
    /// Also returns the offset of the first error in that text's JSON, if there is one.
    pub(super) fn secrets(&self, reply: &str) -> (Secrets, Option<usize>) {
        let (secrets, first_error) = self.carried.secrets(&self.issued, reply);
        // A credential may have returned so many other tokens meanwhile that this one is not kept.
        (secrets.and_tokens(self.token.secret_to_hide()), first_error)
    }

    /// A header as text, without the secrets.
    pub(super) fn header(&self, name: &HeaderName, secrets: &Secrets) -> Option<String> {
        header_text(&self.headers, name).map(|text| secrets.scrub(text).into_owned())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match String::from_utf8_lossy(&self.body) {
            Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
            owned @ Cow::Owned(_) => owned,
        }
    }

    fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// Whether the body is an HTML page. Proxies send one with any status and any content type.
    fn is_html(&self) -> bool {
        let declared = header_text(&self.headers, &CONTENT_TYPE).unwrap_or_default();
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

fn kind_of(error: &ReadError) -> ReplyErrorKind {
    match error.kind {
        ReadErrorKind::Truncated => ReplyErrorKind::Truncated,
        ReadErrorKind::Syntax => ReplyErrorKind::NotJson,
        ReadErrorKind::OtherType => ReplyErrorKind::OtherType,
        // `Data` and `ReadOnly`.
        _ => ReplyErrorKind::WrongType,
    }
}

/// Removes the secrets from an error's source. The source is replaced by its text if it contains one.
/// Otherwise it is kept, so that it can still be downcast.
pub(super) fn scrubbed(error: TransportError, secrets: &Secrets) -> TransportError {
    let Some(source) = error.source() else { return error };
    let shown = format!("{source:?} {}", chain(source));
    if matches!(secrets.scrub(&shown), Cow::Borrowed(_)) {
        return error;
    }
    let text = secrets.scrub(&chain(source)).into_owned();
    error.with_source(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{Arrival, TransportErrorKind};

    #[test]
    fn a_source_loses_the_token_and_is_kept_without_one() {
        let token = Secrets::new(["secret-token".to_owned()]);
        let broken = || TransportError::new(TransportErrorKind::Other, Arrival::MayHaveArrived);
        let shown = scrubbed(broken().with_source("sent Bearer secret-token twice"), &token);
        assert!(!format!("{shown} {shown:?}").contains("secret-token"));
        assert!(shown.to_string().contains("sent Bearer [redacted] twice"));

        let io = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let kept = scrubbed(broken().with_source(io), &token);
        assert!(kept.source().unwrap().is::<std::io::Error>());
    }
}
