//! A bearer token that is never printed.

use core::fmt;
use std::time::SystemTime;

use http::HeaderValue;

use super::{CredentialError, CredentialErrorKind};

/// A bearer token. It is never printed: `Debug` shows `[redacted]`, and the client removes the token from
/// every error.
///
/// ```
/// use graph_entity::AccessToken;
///
/// let token = AccessToken::new("eyJ0eXAiOiJKV1Qi")?;
/// assert_eq!(format!("{token:?}"), "AccessToken { token: [redacted], expires_at: None }");
/// assert!(AccessToken::new("Bearer eyJ0eXAiOiJKV1Qi").is_err(), "the token without its scheme");
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Tokens are equal if their texts are equal.
#[derive(Clone)]
pub struct AccessToken {
    /// `Bearer ` and the token. Built once, and cloned without copying.
    header: HeaderValue,
    expires_at: Option<SystemTime>,
}

const SCHEME: &str = "Bearer ";
const REDACTED: &str = "[redacted]";

/// A shorter token is taken for a placeholder: removing `t` from every message would garble them.
const SHORTEST_SECRET: usize = 6;

impl AccessToken {
    /// A token as the identity provider returned it, without `Bearer`.
    ///
    /// # Errors
    /// The token is empty or contains a character that is not allowed in a bearer token. The error does not
    /// repeat it.
    ///
    /// Source: RFC 6750, section 2.1, `b64token`.
    pub fn new(token: impl AsRef<str>) -> Result<Self, CredentialError> {
        let token = token.as_ref();
        if token.is_empty() {
            return Err(CredentialError::of(CredentialErrorKind::Empty));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if !token.bytes().all(allowed) {
            return Err(CredentialError::of(CredentialErrorKind::Character));
        }
        let mut header = HeaderValue::try_from(format!("{SCHEME}{token}"))
            .map_err(|_| CredentialError::of(CredentialErrorKind::Character))?;
        // Keeps the value out of the `Debug` of the HTTP libraries, and out of HPACK tables.
        header.set_sensitive(true);
        Ok(Self { header, expires_at: None })
    }

    /// The token of a request that was not sent by the client. No text contains it.
    pub(crate) fn unknown() -> Self {
        Self { header: HeaderValue::from_static(""), expires_at: None }
    }

    /// Sets the time after which Graph refuses the token.
    #[must_use]
    pub fn expiring_at(self, time: impl Into<SystemTime>) -> Self {
        Self { expires_at: Some(time.into()), ..self }
    }

    /// Returns when the token expires. `None` if that is not known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// The token, unless it is too short to be one.
    pub(crate) fn secret_to_hide(&self) -> Option<&str> {
        Some(self.secret()).filter(|token| token.len() >= SHORTEST_SECRET)
    }

    pub(crate) fn secret(&self) -> &str {
        // Always valid: the header was made from a `str`.
        self.header.to_str().ok().and_then(|value| value.strip_prefix(SCHEME)).unwrap_or_default()
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.header == other.header
    }
}

impl Eq for AccessToken {}

#[allow(clippy::missing_fields_in_debug, reason = "the token is what must not be shown")]
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("token", &format_args!("{REDACTED}"))
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzY3AiOiIifQ.c2ln";

    #[test]
    fn a_token_is_never_printed() {
        let token = AccessToken::new(TOKEN).unwrap();
        assert!(!format!("{token:?} {:?}", token.header()).contains("eyJ"));
        assert_eq!(token.header(), format!("Bearer {TOKEN}"));
    }

    #[test]
    fn an_invalid_token_is_refused_and_not_repeated() {
        let kind = |token: &str| AccessToken::new(token).unwrap_err().kind();
        assert_eq!(kind(""), CredentialErrorKind::Empty);
        for token in [" ", "two words", "line\nend", "Bearer x", "caf\u{e9}", "nul\0", "\"quoted\""] {
            assert_eq!(kind(token), CredentialErrorKind::Character);
            let error = AccessToken::new(format!("hunter2{token}")).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn an_expiry_is_kept() {
        let time = SystemTime::UNIX_EPOCH;
        assert_eq!(AccessToken::new(TOKEN).unwrap().expiring_at(time).expires_at(), Some(time));
    }
}
