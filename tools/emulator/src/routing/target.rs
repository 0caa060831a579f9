//! The target of a request.

use std::borrow::Cow;

use hyper::Uri;
use percent_encoding::percent_decode_str;

use crate::schema::model::version;

/// Path and query as they were sent.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
}

impl<'a> Target<'a> {
    /// The target of a request outside a batch.
    pub(crate) fn of(uri: &'a Uri) -> Self {
        Self { path: uri.path(), query: uri.query().unwrap_or_default() }
    }

    /// Whether it is `$batch` of a version.
    pub(crate) fn is_batch(self) -> bool {
        self.batch_version().is_some()
    }

    /// The version of which it is `$batch`.
    pub(crate) fn batch_version(self) -> Option<&'a str> {
        let (spelled, rest) = self.path.strip_prefix('/')?.split_once('/')?;
        is_segment(rest, "$batch").then_some(version(spelled))
    }
}

/// A target as it was sent.
pub(crate) fn text(uri: &Uri) -> Cow<'_, str> {
    match uri.path_and_query() {
        Some(target) if uri.authority().is_none() => target.as_str().into(),
        // With a host, as requests to a proxy have it.
        _ => uri.to_string().into(),
    }
}

/// Whether an encoded segment is one of Graph's own, which begin with a dollar sign.
pub(crate) fn is_segment(segment: &str, name: &str) -> bool {
    decoded(segment).eq_ignore_ascii_case(name)
}

/// The options of a query, decoded.
pub(crate) fn options(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|option| !option.is_empty()).map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        (decoded(name), decoded(&value.replace('+', " ")))
    })
}

/// Decodes a part of a target. Bytes that are not UTF-8 become U+FFFD.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
