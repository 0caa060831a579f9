//! The claims of a bearer token, and the claims that can be required of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The claims of a JSON Web Token. Its signature is not checked: the emulator compares the whole token with
/// those that it accepts.
///
/// Source: Microsoft identity platform, "Access token claims reference".
#[derive(Debug, Default)]
pub(crate) struct Claims(Map<String, Value>);

/// Whether a token is within its lifetime.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    Valid,
    Expired,
    NotYetValid,
}

impl Claims {
    /// Returns the claims of a token, or `None` if the token is opaque.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&payload).ok().map(Self)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The application that the token was issued to: `appid`, or `azp` in v2.0 tokens.
    pub(crate) fn app(&self) -> &str {
        self.text("appid").or_else(|| self.text("azp")).unwrap_or_default()
    }

    pub(crate) fn tenant(&self) -> &str {
        self.text("tid").unwrap_or_default()
    }

    /// Whether the application acts for a user: only delegated tokens have `scp`.
    pub(crate) fn is_delegated(&self) -> bool {
        self.0.contains_key("scp")
    }

    /// The delegated permissions.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scp").unwrap_or_default().split_whitespace()
    }

    /// The application permissions.
    pub(crate) fn roles(&self) -> impl Iterator<Item = &str> {
        self.0.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Compares `nbf` and `exp`, in seconds since 1970, with `now`. A missing claim sets no limit.
    pub(crate) fn validity(&self, now: i64) -> Validity {
        let second = |name| self.0.get(name).and_then(number);
        if second("exp").is_some_and(|end| now >= end) {
            Validity::Expired
        } else if second("nbf").is_some_and(|start| now < start) {
            Validity::NotYetValid
        } else {
            Validity::Valid
        }
    }
}

/// A whole number, as a JSON number or as text. `exp` may have a fraction, which is cut off.
#[allow(clippy::cast_possible_truncation)]
fn number(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64().or_else(|| other.as_f64().map(|number| number as i64)),
    }
}

/// The claims that a token must have, as a claims request writes them:
/// `{"access_token": {"acrs": {"essential": true, "value": "c1"}}}`.
///
/// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
#[derive(Debug)]
pub(crate) struct ClaimsRequest {
    pub(crate) text: String,
    claims: Map<String, Value>,
}

impl ClaimsRequest {
    /// Parses a claims request. The error describes what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let request: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match request.get("access_token") {
            Some(Value::Object(claims)) if !claims.is_empty() => {
                Ok(Self { text: text.to_owned(), claims: claims.clone() })
            }
            _ => Err("expected `{\"access_token\": {\"name\": {\"value\": ...}}}`".to_owned()),
        }
    }

    /// Whether a token's claims satisfy the request. An opaque token has no claims.
    pub(crate) fn is_met(&self, claims: Option<&Claims>) -> bool {
        let carried = |name: &str| claims.and_then(|claims| claims.0.get(name));
        self.claims
            .iter()
            .all(|(name, wanted)| carried(name).is_some_and(|claim| satisfies(name, claim, wanted)))
    }
}

/// Whether a claim has the wanted value, or one of the wanted values. If the request names no value, any
/// value is enough. A time claim is satisfied by the wanted time and any later one.
fn satisfies(name: &str, claim: &Value, wanted: &Value) -> bool {
    if let ("nbf" | "iat" | "auth_time", Some(least)) = (name, wanted.get("value").and_then(number)) {
        return number(claim).is_some_and(|time| time >= least);
    }
    let has = |value: &Value| match claim {
        Value::Array(items) => items.contains(value),
        single => single == value,
    };
    let values = match (wanted.get("value"), wanted.get("values")) {
        (None, None) => return true,
        (_, Some(Value::Array(values))) => values.as_slice(),
        (Some(value), _) | (None, Some(value)) => std::slice::from_ref(value),
    };
    values.iter().any(has)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { panic!("{value}") };
        Claims(claims)
    }

    #[test]
    fn claims_are_read_unless_the_token_is_opaque() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"scp": "A  B", "roles": ["C", 7], "azp": "a", "tid": "t"}"#);
        let read = Claims::read(&format!("e30.{payload}.")).unwrap();
        assert_eq!((read.app(), read.tenant()), ("a", "t"));
        assert_eq!(read.scopes().chain(read.roles()).collect::<Vec<_>>(), ["A", "B", "C"]);
        assert_eq!(claims(json!({"azp": "a", "appid": "b"})).app(), "b");
        for opaque in ["emulator-token", "", "..", "a.b.c", "e30.W10.", "e30.e30"] {
            assert!(Claims::read(opaque).is_none(), "{opaque}");
        }
    }

    #[test]
    fn a_token_is_valid_from_nbf_to_exp() {
        let bounded = claims(json!({"nbf": 10, "exp": 20.5}));
        let cases = [
            (9, Validity::NotYetValid),
            (10, Validity::Valid),
            (19, Validity::Valid),
            (20, Validity::Expired),
        ];
        for (now, expected) in cases {
            assert_eq!(bounded.validity(now), expected, "{now}");
        }
        assert_eq!(claims(json!({"exp": "soon"})).validity(0), Validity::Valid);
    }

    #[test]
    fn a_claims_request_is_met_if_all_its_claims_are() {
        let cases = [
            (json!({"acrs": {"essential": true, "value": "c1"}}), json!({"acrs": ["c0", "c1"]}), true),
            (json!({"acrs": {"value": "c1"}}), json!({"acrs": "c1"}), true),
            (json!({"acrs": {"value": "c1"}}), json!({"acrs": "c2"}), false),
            (json!({"acrs": {"value": "c1"}}), json!({}), false),
            (json!({"xms_cc": {"values": ["cp1"]}}), json!({"xms_cc": ["cp1"]}), true),
            (json!({"xms_cc": {"values": "cp1"}}), json!({"xms_cc": "cp1"}), true),
            (json!({"xms_cc": {"values": []}}), json!({"xms_cc": "cp1"}), false),
            (json!({"sid": null}), json!({"sid": "x"}), true),
            (json!({"nbf": {"value": "100"}}), json!({"nbf": 100}), true),
            (json!({"nbf": {"value": "100"}}), json!({"nbf": 99}), false),
            (json!({"a": {"value": 1}, "b": {"value": 2}}), json!({"a": 1}), false),
        ];
        for (wanted, carried, expected) in cases {
            let request = ClaimsRequest::parse(&json!({"access_token": wanted}).to_string()).unwrap();
            assert_eq!(request.is_met(Some(&claims(carried.clone()))), expected, "{wanted} {carried}");
            assert!(!request.is_met(None));
        }
    }

    #[test]
    fn a_malformed_claims_request_is_an_error() {
        for text in ["", "[]", "{}", r#"{"access_token": {}}"#, r#"{"id_token": {"a": null}}"#] {
            assert!(ClaimsRequest::parse(text).is_err(), "{text}");
        }
    }
}
