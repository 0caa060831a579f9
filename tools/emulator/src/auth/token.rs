//! Tokens for tests, with permissions.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

/// Builds an access token, a JWT that only the emulator accepts, from claims.
#[derive(Clone)]
#[must_use = "there is no token until it is built"]
pub struct Token {
    claims: Map<String, Value>,
}

/// The default lifetime. Entra's tokens are valid for 60 to 90 minutes.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Starts building a token: an unsigned JSON Web Token that is valid for one hour from now and has no
/// permissions. No two tokens are equal.
///
/// Only an emulator that was given the token by [`Builder::token`](crate::Builder::token) accepts it: nothing
/// else accepts an unsigned token.
///
/// ```
/// use graph_entity_emulator::{Emulator, token};
///
/// let reader = token()
///     .delegated(["DeviceManagementConfiguration.Read.All"])
///     .app("my-app")
///     .tenant("contoso")
///     .build();
/// let builder = Emulator::builder().token(reader);
/// # drop(builder);
/// ```
///
/// Source of the claims: Microsoft identity platform, "Access token claims reference".
pub fn token() -> Token {
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let claims = Map::from_iter([
        ("aud".to_owned(), json!("https://graph.microsoft.com")),
        ("iat".to_owned(), json!(now)),
        ("nbf".to_owned(), json!(now)),
        ("uti".to_owned(), json!(uuid::Uuid::new_v4().to_string())),
    ]);
    Token { claims }.expires_in(LIFETIME)
}

impl Token {
    /// Sets the delegated permissions, which a signed-in user gave the application: `scp`.
    pub fn delegated<T: AsRef<str>>(self, permissions: impl IntoIterator<Item = T>) -> Self {
        let permissions: Vec<T> = permissions.into_iter().collect();
        let scopes: Vec<&str> = permissions.iter().map(AsRef::as_ref).collect();
        self.claim("scp", scopes.join(" "))
    }

    /// Sets the application permissions: `roles`.
    pub fn application<T: Into<String>>(self, permissions: impl IntoIterator<Item = T>) -> Self {
        let roles: Vec<String> = permissions.into_iter().map(Into::into).collect();
        self.claim("roles", roles)
    }

    /// Sets the application's id: `appid`. Throttling counts by it.
    pub fn app(self, id: impl Into<String>) -> Self {
        self.claim("appid", id.into())
    }

    /// Sets the tenant's id: `tid`. Throttling counts by it.
    pub fn tenant(self, id: impl Into<String>) -> Self {
        self.claim("tid", id.into())
    }

    /// Sets how long the token is valid from now on, in whole seconds: `exp`. With zero, the token has
    /// expired.
    pub fn expires_in(self, time: Duration) -> Self {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        self.claim("exp", OffsetDateTime::now_utc().unix_timestamp().saturating_add(seconds))
    }

    /// Sets any claim, and replaces an earlier value.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Returns the token's text, as it is in `Authorization: Bearer`.
    pub fn build(self) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(&json!({"typ": "JWT", "alg": "none"}));
        format!("{header}.{}.", part(&Value::Object(self.claims)))
    }
}

/// Omits the claims, which are a secret in a real token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::claims::{Claims, Validity};

    #[test]
    fn a_built_token_can_be_read() {
        let claims =
            Claims::read(&token().delegated(["A", "B"]).application(["C"]).app("a").tenant("t").build())
                .unwrap();
        assert_eq!(claims.scopes().chain(claims.roles()).collect::<Vec<_>>(), ["A", "B", "C"]);
        assert_eq!((claims.app(), claims.tenant()), ("a", "t"));
        let now = OffsetDateTime::now_utc().unix_timestamp();
        assert_eq!(claims.validity(now), Validity::Valid);
        assert_eq!(claims.validity(now + 3601), Validity::Expired);
        assert_ne!(token().build(), token().build());
    }
}
