//! An answer with neither the expected value nor Graph's error object.

use core::fmt;
use std::borrow::Cow;
use std::error::Error as StdError;

use graph_entity_model::model::ReadError;
use graph_entity_model::model::sensitive::outline;
use http::StatusCode;

use crate::base::{Call, OneLine, Secrets};

/// An answer with neither the expected value nor Graph's error object.
///
/// A proxy's page, a truncated text, a property of another type than its field. For an answer with an error
/// status, look at the status first, as [`Error::kind`](crate::Error::kind) does. The field `kind` describes
/// the body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReplyError {
    /// The request whose answer is unreadable.
    pub call: Call,
    /// The HTTP status of the answer, of any class.
    pub status: StatusCode,
    /// What is wrong with the body of the answer.
    pub kind: ReplyErrorKind,
    /// An excerpt of the body around the error, or its start: at most 240 characters.
    ///
    /// If the status is a success and the body is JSON, the excerpt is its structure,
    /// `{"id":string,"size":number}`: names, and types instead of values, so that it contains no secret and
    /// no id. Otherwise it is the text, line ends included, without the access token and the sensitive values
    /// of the request and the reply.
    pub excerpt: String,
    /// The `Content-Type` of the answer. `None` if it has none.
    pub content_type: Option<String>,
    /// The id that Graph gave the request. `None` if the answer is not Graph's.
    pub request_id: Option<String>,
    /// The error of the reader, with the property and the position.
    pub cause: Option<ReadError>,
    /// The item of a list that could not be read, if it is one.
    pub(crate) item: Option<Item>,
}

/// An item of a page. `Debug` does not show its id.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) index: usize,
    pub(crate) id: Option<String>,
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.index)
    }
}

/// What is wrong with the body of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyErrorKind {
    /// A page for people, from a proxy, a gateway or a sign-in portal.
    Html,
    /// An empty body where a value was expected.
    Empty,
    /// The body is JSON that ends too early.
    Truncated,
    /// The body is neither JSON nor HTML.
    NotJson,
    /// JSON in which a property has another type than its field, or is missing although its field is not an
    /// `Option`.
    WrongType,
    /// JSON of another type than the one it is read as, according to its `@odata.type`.
    OtherType,
    /// JSON with an error status that is not Graph's error object.
    NoErrorObject,
    /// Other bytes of a file than were asked for, or bytes of a file that has changed since.
    WrongRange,
}

impl ReplyError {
    /// The property, with its path, `omaSettings[2].value`.
    pub fn property(&self) -> Option<&str> {
        self.cause.as_ref()?.property.as_deref()
    }

    /// The index of the item in its page, from 0, if a list returned the error in place of an item.
    pub fn index(&self) -> Option<usize> {
        self.item.as_ref().map(|item| item.index)
    }

    /// The `id` of that item, if it has one. No message contains it.
    pub fn id(&self) -> Option<&str> {
        self.item.as_ref()?.id.as_deref()
    }
}

impl ReplyError {
    /// Whether Graph answered a write with JSON that is not an error. The write is then no longer in doubt,
    /// and its result is in the answer.
    fn is_of_a_write_done(&self) -> bool {
        let is_graph_s = matches!(self.kind, ReplyErrorKind::WrongType | ReplyErrorKind::OtherType);
        is_graph_s && self.status.is_success() && self.call.write_in_doubt
    }
}

impl fmt::Display for ReplyErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReplyErrorKind::Html => "the answer is an HTML page, from a proxy or gateway rather than Graph",
            ReplyErrorKind::Empty => "the answer is empty",
            ReplyErrorKind::Truncated => "the answer is JSON that ends too early",
            ReplyErrorKind::NotJson => "the answer is not JSON",
            ReplyErrorKind::WrongType => "the answer does not have the declared type",
            ReplyErrorKind::OtherType => "the answer is of another type",
            ReplyErrorKind::NoErrorObject => "the answer is JSON without Graph's error object",
            ReplyErrorKind::WrongRange => {
                "the answer has other bytes than asked for, or the file has changed"
            }
        })
    }
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = OneLine::new(f);
        line.write(format_args!("{} from {}: {}", self.status, self.call, self.kind))?;
        if let Some(cause) = &self.cause {
            line.write(format_args!(": {cause}"))?;
        }
        if !self.excerpt.is_empty() {
            line.write(format_args!(": {}", self.excerpt))?;
        }
        if self.is_of_a_write_done() {
            line.write(format_args!("; the write was done"))?;
            line.history(&Call { write_in_doubt: false, ..self.call.clone() }, Some(self.status))?;
        } else {
            line.history(&self.call, Some(self.status))?;
        }
        line.ids(self.request_id.as_deref(), Some(&self.call.client_request_id))
    }
}

impl StdError for ReplyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// The maximum number of characters of a body that an error shows.
const EXCERPT: usize = 240;

/// The start of a text, without the secrets.
pub(crate) fn excerpt(text: &str, secrets: &Secrets) -> String {
    let space = text.chars().take_while(|c| c.is_whitespace()).count();
    secrets.scrub_start(text, EXCERPT + space).trim().to_owned()
}

/// The structure of a JSON text around a position, given by line and column from 1, or its start if there is
/// none: names, and types instead of values.
pub(crate) fn outline_excerpt(json: &str, (line, column): (usize, usize), secrets: &Secrets) -> String {
    // Two thirds of the excerpt are before the error, where the property's name is.
    const BEFORE: usize = EXCERPT * 2 / 3;
    let before: usize = json.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let place = (before + column).min(json.len());
    // Scrubbed before it is cut, because a part of a secret is not recognized.
    let (outline, at) = outline(json, place, EXCERPT * 4);
    let before: Vec<_> = outline[..at].char_indices().rev().take(BEFORE).collect();
    let start = before.last().map_or(at, |(start, _)| *start);
    let shown = secrets.scrub(&outline);
    let start = if matches!(shown, Cow::Borrowed(_)) { start } else { 0 };
    let shown = &shown[start..];
    let end = shown.char_indices().nth(EXCERPT).map_or(shown.len(), |(end, _)| end);
    shown[..end].to_owned()
}

/// Whether a text contains values as JSON does, even if it is malformed, and is not a page.
pub(crate) fn looks_like_json(text: &str) -> bool {
    text.contains(['"', '{', '[']) && !text.trim_start().starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_bounded() {
        let none = Secrets::default();
        assert_eq!(excerpt("  short\n", &none), "short");
        assert_eq!(excerpt(&"x".repeat(10_000), &none).len(), EXCERPT);
        let secrets = Secrets::new(["S3CRET".to_owned()]);
        assert_eq!(excerpt("a S3CRET b", &secrets), "a [redacted] b");
        assert!(!excerpt(&format!("{}S3CRET", "x".repeat(EXCERPT - 3)), &secrets).contains("S3"));
    }

    #[test]
    fn an_excerpt_of_json_is_bounded_and_holds_the_place() {
        let none = Secrets::default();
        for place in [(0, 0), (1, 900), (7, 7)] {
            assert_eq!(outline_excerpt("\"a\"", place, &none), "string");
            assert_eq!(outline_excerpt("", place, &none), "");
        }
        let many = |name: &str| format!("\"{name}\":0,").repeat(1_000);
        let deep = format!("{{{}\n{}\"size\":true,{}}}", many("x"), many("yé"), many("z"));
        let column = deep.lines().nth(1).unwrap().find("true").unwrap();
        let shown = outline_excerpt(&deep, (2, column + 4), &none);
        assert!(shown.contains("\"size\":boolean,\"z\":number"), "{shown}");
        assert_eq!(shown.chars().count(), EXCERPT);
        let named = outline_excerpt(r#"{"a":1,"S3CRET":2}"#, (1, 3), &Secrets::new(["S3CRET".to_owned()]));
        assert_eq!(named, r#"{"a":number,"[redacted]":number}"#);
    }

    #[test]
    fn what_looks_like_json_is_told_from_pages_and_sentences() {
        assert!(looks_like_json("id\":\"1\"") && looks_like_json(" [1") && looks_like_json(")]}',{"));
        assert!(
            !looks_like_json("<a b=\"c\">") && !looks_like_json("Service is down.") && !looks_like_json("")
        );
    }
}
