//! The tokens that are accepted, and those that are challenged.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::json;
use time::OffsetDateTime;

use crate::auth::claims::{Claims, ClaimsRequest, Validity};
use crate::lock::lock;
use crate::refusals::Refusal;

/// The token that is accepted if none is set.
const DEFAULT: &str = "emulator-token";

/// The tokens of an emulator.
pub(crate) struct Tokens {
    accepted: Vec<String>,
    is_default: bool,
    /// Tokens that are no longer accepted, each with the claims that its successor must have.
    revoked: Mutex<Vec<(String, String)>>,
    required: Option<ClaimsRequest>,
}

/// The bearer of an accepted token.
#[derive(Debug)]
pub(crate) struct Caller<'a> {
    token: &'a str,
    /// `None` for an opaque token, which may do everything.
    pub(crate) claims: Option<Claims>,
}

/// Why a request is refused because of its token.
#[derive(Debug)]
pub(crate) struct Denial {
    pub(crate) refusal: Refusal,
    /// The claims that another token must have.
    pub(crate) claims: Option<String>,
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, claims: None }
    }
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            accepted: vec![DEFAULT.to_owned()],
            is_default: true,
            revoked: Mutex::default(),
            required: None,
        }
    }
}

impl Tokens {
    /// Accepts a token. The first call replaces the default token.
    pub(crate) fn accept(&mut self, token: String) {
        if self.is_default {
            self.accepted.clear();
            self.is_default = false;
        }
        if !self.accepted.contains(&token) {
            self.accepted.push(token);
        }
    }

    /// The accepted tokens, with those that were revoked.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.accepted.iter().map(String::as_str)
    }

    /// Accepts only tokens with these claims.
    pub(crate) fn require(&mut self, claims: ClaimsRequest) {
        self.required = Some(claims);
    }

    /// The claims that every token must have, as a claims request.
    pub(crate) fn required_claims(&self) -> Option<&str> {
        self.required.as_ref().map(|required| required.text.as_str())
    }

    /// The first accepted token.
    pub(crate) fn first(&self) -> &str {
        self.accepted.first().map_or("", String::as_str)
    }

    /// Authenticates a request by its headers.
    pub(crate) fn caller<'a>(&self, headers: &'a HeaderMap) -> Result<Caller<'a>, Denial> {
        let token = bearer(headers)?;
        if !self.accepted.iter().any(|accepted| accepted == token) {
            return Err(Refusal::invalid_token().into());
        }
        let claims = Claims::read(token);
        match claims.as_ref().map(|claims| claims.validity(OffsetDateTime::now_utc().unix_timestamp())) {
            Some(Validity::Expired) => return Err(Refusal::expired_token().into()),
            Some(Validity::NotYetValid) => return Err(Refusal::token_not_yet_valid().into()),
            Some(Validity::Valid) | None => {}
        }
        if let Some((_, claims)) = lock(&self.revoked).iter().find(|(revoked, _)| revoked == token) {
            return Err(Denial { refusal: Refusal::revoked_token(), claims: Some(claims.clone()) });
        }
        match &self.required {
            Some(required) if !required.is_met(claims.as_ref()) => {
                Err(Denial { refusal: Refusal::missing_claims(), claims: Some(required.text.clone()) })
            }
            _ => Ok(Caller { token, claims }),
        }
    }

    /// Stops accepting the caller's token, as after an event that invalidates all earlier tokens. Returns a
    /// challenge for a token that is issued from now on.
    pub(crate) fn revoke(&self, caller: &Caller<'_>) -> Denial {
        let now = OffsetDateTime::now_utc().unix_timestamp().to_string();
        let claims = json!({"access_token": {"nbf": {"essential": true, "value": now}}}).to_string();
        let mut revoked = lock(&self.revoked);
        if !revoked.iter().any(|(token, _)| token == caller.token) {
            revoked.push((caller.token.to_owned(), claims.clone()));
        }
        Denial { refusal: Refusal::revoked_token(), claims: Some(claims) }
    }

    /// Whether a client that loses one token can get another.
    pub(crate) fn has_spare(&self) -> bool {
        // The client needs its current token and another one.
        self.accepted.len() > lock(&self.revoked).len() + 1
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let credential = headers.get(AUTHORIZATION).ok_or_else(Refusal::missing_token)?;
    match credential.to_str().ok().and_then(|text| text.split_once(' ')) {
        None => Err(Refusal::missing_token()),
        Some((scheme, _)) if !scheme.eq_ignore_ascii_case("bearer") => Err(Refusal::invalid_token()),
        Some((_, token)) if token.trim().is_empty() => Err(Refusal::missing_token()),
        Some((_, token)) => Ok(token.trim()),
    }
}

/// The challenge header as Graph was seen to send it: the `authorization_uri` has no quotes.
///
/// Source: microsoftgraph/msgraph-sdk-dotnet#1416.
pub(crate) fn challenge(claims: &str) -> String {
    format!(
        "Bearer realm=\"\", authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, \
         client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", claims=\"{}\"",
        STANDARD.encode(claims)
    )
}
