//! Recorded headers, in little memory and without the secrets of credentials.

use std::borrow::Cow;

use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION};

/// Appends each header: its name, a colon, its value and a line end, which no header has in it.
pub(super) fn pack(text: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        for part in [name.as_str(), ":", &shown(name, value), "\n"] {
            text.extend_from_slice(part.as_bytes());
        }
    }
}

/// How much [`pack`] appends, if no credential is redacted.
pub(super) fn packed_size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 2).sum()
}

pub(super) fn unpack(text: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(text);
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A header's value, without the secret of a credential.
fn shown<'v>(name: &HeaderName, value: &'v HeaderValue) -> Cow<'v, str> {
    let text = String::from_utf8_lossy(value.as_bytes());
    if *name != AUTHORIZATION && *name != PROXY_AUTHORIZATION {
        return text;
    }
    match text.split_once(' ') {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphabetic()) => {
            format!("{scheme} [redacted]").into()
        }
        _ => "[redacted]".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_redacted() {
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
