//! What the emulator was sent.

use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue, PROXY_AUTHORIZATION};
use hyper::http::request::Parts;
use serde_json::Value;

/// A request as it arrived, and the status of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// `GET`, `PATCH`.
    pub method: String,
    /// Path and query as they were on the wire, still encoded.
    pub target: String,
    /// Names in lower case, in the order they came in. A credential's value is redacted.
    pub headers: Vec<(String, String)>,
    /// The body; empty if it was over the limit.
    pub body: Vec<u8>,
    /// The status of the answer; 0 if the connection was reset without one.
    pub status: u16,
}

impl RecordedRequest {
    pub(crate) fn new(parts: &Parts, body: &[u8], status: u16) -> Self {
        Self {
            method: parts.method.to_string(),
            target: parts.uri.to_string(),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), shown(name, value)))
                .collect(),
            body: body.to_vec(),
            status,
        }
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text, if it is one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok()
    }

    /// The body as JSON, if it is that.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// A header's value, without the secret if it is a credential.
fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    if *name != AUTHORIZATION && *name != PROXY_AUTHORIZATION {
        return text.into_owned();
    }
    match text.split_once(' ') {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphabetic()) => {
            format!("{scheme} [redacted]")
        }
        _ => "[redacted]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_is_kept() {
        let cases = [
            ("Bearer secret", "Bearer [redacted]"),
            ("secret", "[redacted]"),
            ("a.secret.token with a space", "[redacted]"),
            ("Basic c2VjcmV0", "Basic [redacted]"),
        ];
        for (value, expected) in cases {
            for name in [AUTHORIZATION, PROXY_AUTHORIZATION] {
                assert_eq!(shown(&name, &HeaderValue::from_static(value)), expected);
            }
        }
    }
}
