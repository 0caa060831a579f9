//! The permissions in a token, decoded by the client.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::AccessToken;

/// The permissions in a token, for the message of a 403.
///
/// Decoded without checking the signature: a hint for people, never a basis for authorization. Tokens are
/// meant for the service and their format may change, so an unreadable token is not an error.
///
/// Source: Microsoft identity platform, "Access token claims reference", `scp` and `roles`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenPermissions {
    /// The permissions that the signed-in user delegated to the application: `scp`.
    pub delegated: Vec<String>,
    /// The permissions that an administrator granted to the application itself: `roles`.
    pub application: Vec<String>,
}

impl TokenPermissions {
    /// The permissions in a token. `None` if it is not a JSON Web Token.
    pub(crate) fn of(token: &AccessToken) -> Option<Self> {
        let payload = token.secret().split('.').nth(1)?;
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&payload).ok()?;
        let claims = claims.as_object()?;
        let delegated = claims.get("scp").and_then(Value::as_str).unwrap_or_default();
        let application = claims.get("roles").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            delegated: delegated.split_whitespace().map(str::to_owned).collect(),
            application: application.filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    /// Returns all permissions, delegated ones first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.delegated.iter().chain(&self.application).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(payload: &str) -> Option<TokenPermissions> {
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload));
        TokenPermissions::of(&AccessToken::new(token).unwrap())
    }

    #[test]
    fn both_kinds_are_read() {
        let both = of(r#"{"aud":"x","scp":"User.Read  Device.Read","roles":["A.All",7,"B.All"]}"#).unwrap();
        assert_eq!(both.delegated, ["User.Read", "Device.Read"]);
        assert_eq!(both.application, ["A.All", "B.All"]);
        assert_eq!(both.iter().count(), 4);
        assert_eq!(of("{}").unwrap().iter().count(), 0);
        assert_eq!(of(r#"{"scp":7,"roles":"x"}"#).unwrap().iter().count(), 0);
    }

    #[test]
    fn a_token_of_another_form_has_no_permissions() {
        for token in ["opaque", "a.b.c", "a.bm9uc2Vuc2U.c", "..", "a.W10.c"] {
            assert_eq!(TokenPermissions::of(&AccessToken::new(token).unwrap()), None, "{token}");
        }
    }
}
