//! Who the client is: bearer tokens, and what supplies them.

use core::fmt;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;
use serde_json::{Map, Value, json};

use crate::transport::BoxFuture;

/// What a [`Credential`] is asked for. Owned and cheap to clone, so that an async closure can keep it.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    scopes: Arc<[String]>,
    claims: Option<Arc<str>>,
    after_refusal: bool,
    capable: bool,
}

impl TokenRequest {
    pub(crate) fn new(scopes: Arc<[String]>) -> Self {
        Self { scopes, claims: None, after_refusal: false, capable: false }
    }

    /// For a credential that can answer challenges.
    pub(crate) fn declaring(self, capable: bool) -> Self {
        Self { capable, ..self }
    }

    /// In place of a token that Graph refused.
    pub(crate) fn after_refusal(self, claims: Option<Arc<str>>) -> Self {
        Self { claims, after_refusal: true, ..self }
    }

    pub(crate) fn shared_claims(&self) -> Option<Arc<str>> {
        self.claims.clone()
    }

    /// The scopes that the token must have, `https://graph.microsoft.com/.default` unless the client sets others.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The claims that Graph asked for in a challenge, as JSON; none on an ordinary request.
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// Whether Graph refused the last token: one from a cache would only be refused again.
    pub fn is_after_refusal(&self) -> bool {
        self.after_refusal
    }

    /// What to declare to the identity platform about this client: `["cp1"]`, which is the ability to answer a claims
    /// challenge, where [`Credential::answers_claims`] says so; otherwise nothing.
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    pub fn capabilities(&self) -> &'static [&'static str] {
        if self.capable { &["cp1"] } else { &[] }
    }

    /// The `claims` parameter of a request to the identity platform's token endpoint: the
    /// [`claims`](Self::claims) of the challenge with the [`capabilities`](Self::capabilities) among them, as JSON.
    /// None where there are neither.
    ///
    /// ```
    /// # use graph_entity::{AccessToken, TokenRequest, answering_claims};
    /// let credential = answering_claims(async |request: TokenRequest| {
    ///     let claims = request.claims_parameter();
    ///     assert_eq!(claims.as_deref(), Some(r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#));
    ///     AccessToken::new("eyJ0eXAiOiJKV1Qi")
    /// });
    /// # let client = graph_entity::Client::builder().credential(credential)
    /// #     .transport(graph_entity::transport::respond(|_| http::Response::new(r#"{"id":"1"}"#))).build()?;
    /// # #[graph_entity::graph_entity(path = "/users/{userId}")]
    /// # pub struct User { pub id: String }
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap()
    /// #     .block_on(User::at("1").get().send(&client))?;
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    pub fn claims_parameter(&self) -> Option<String> {
        if !self.capable {
            return self.claims().map(str::to_owned);
        }
        let asked = self.claims().and_then(|claims| serde_json::from_str(claims).ok());
        let mut claims: Map<String, Value> = asked.unwrap_or_default();
        let access_token = claims.entry("access_token").or_insert_with(|| Map::new().into());
        // Claims that are of no known form go on as they came: only their maker understands them.
        let Some(access_token) = access_token.as_object_mut() else {
            return self.claims().map(str::to_owned);
        };
        access_token.insert("xms_cc".to_owned(), json!({ "values": self.capabilities() }));
        Some(Value::Object(claims).to_string())
    }
}

/// A source of bearer tokens.
///
/// The client keeps a token whose expiry is known ([`AccessToken::expiring_at`]), and asks for the next one five
/// minutes before, by one request at a time. A token without an expiry is not kept: its source is asked at each
/// request, so it does the caching. An [`AccessToken`] is a credential that always gives itself; so is any closure
/// that returns a future of one:
///
/// ```
/// use graph_entity::{AccessToken, Client, CredentialError, TokenRequest};
///
/// async fn sign_in(scopes: &[String]) -> Result<String, std::io::Error> {
///     Ok(format!("token-for-{}-scopes", scopes.len()))
/// }
///
/// let client = Client::builder().credential(async |request: TokenRequest| {
///     let token = sign_in(request.scopes()).await.map_err(CredentialError::failed)?;
///     AccessToken::new(token)
/// });
/// # let _ = client;
/// ```
pub trait Credential: Send + Sync + 'static {
    /// A token for the request.
    ///
    /// # Errors
    /// [`CredentialError`], which the client hands on as [`Error::Credential`](crate::Error::Credential). Nothing
    /// has been sent then.
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>>;

    /// Whether it can get a token with the claims that Graph asks for in a challenge, and declares so (`cp1`) to the
    /// identity platform: see [`TokenRequest::claims_parameter`]. Default: it cannot, and a challenge ends in
    /// [`Error::Challenged`](crate::Error::Challenged). [`answering_claims`] says it of a closure.
    fn answers_claims(&self) -> bool {
        false
    }
}

impl<T: Credential + ?Sized> Credential for Arc<T> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        (**self).token(request)
    }

    fn answers_claims(&self) -> bool {
        (**self).answers_claims()
    }
}

/// The same credential, known to answer claims challenges: for a closure that looks at
/// [`TokenRequest::claims_parameter`].
pub fn answering_claims(credential: impl Credential) -> impl Credential {
    AnsweringClaims(credential)
}

struct AnsweringClaims<C>(C);

impl<C: Credential> Credential for AnsweringClaims<C> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        self.0.token(request)
    }

    fn answers_claims(&self) -> bool {
        true
    }
}

impl<F, Fut, E> Credential for F
where
    F: Fn(TokenRequest) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<AccessToken, E>> + Send + 'static,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        let token = self(request);
        Box::pin(async move { token.await.map_err(CredentialError::failed) })
    }
}

/// A bearer token. Nothing prints it: `Debug` shows `[redacted]`, and the client takes it out of every error.
///
/// ```
/// use graph_entity::AccessToken;
///
/// let token = AccessToken::new("eyJ0eXAiOiJKV1Qi")?;
/// assert_eq!(format!("{token:?}"), "AccessToken { token: [redacted], expires_at: None }");
/// assert!(AccessToken::new("Bearer eyJ0eXAiOiJKV1Qi").is_err(), "the token alone");
/// # Ok::<(), graph_entity::Error>(())
/// ```
///
/// Two are equal where their texts are.
#[derive(Clone)]
pub struct AccessToken {
    /// `Bearer ` and the token: made once, cloned without copying.
    header: HeaderValue,
    expires_at: Option<SystemTime>,
}

const SCHEME: &str = "Bearer ";
const REDACTED: &str = "[redacted]";

/// Below this length a token is taken for a placeholder: cutting `t` out of every message would ruin them.
const SHORTEST_SECRET: usize = 6;

impl AccessToken {
    /// A token as the identity provider gave it, without `Bearer`.
    ///
    /// # Errors
    /// Where it is empty or holds a character that a bearer token cannot have. It is not repeated in the error.
    ///
    /// Source: RFC 6750, section 2.1, `b64token`.
    pub fn new(token: impl AsRef<str>) -> Result<Self, CredentialError> {
        let token = token.as_ref();
        if token.is_empty() {
            return Err(CredentialError::of(CredentialFault::Empty));
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if !token.bytes().all(allowed) {
            return Err(CredentialError::of(CredentialFault::Character));
        }
        let mut header = HeaderValue::try_from(format!("{SCHEME}{token}"))
            .map_err(|_| CredentialError::of(CredentialFault::Character))?;
        header.set_sensitive(true);
        Ok(Self { header, expires_at: None })
    }

    /// The same token with the time after which Graph refuses it.
    #[must_use]
    pub fn expiring_at(self, time: impl Into<SystemTime>) -> Self {
        Self { expires_at: Some(time.into()), ..self }
    }

    /// When the token expires, where that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// The text without the token.
    pub(crate) fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let token = self.secret();
        if token.len() >= SHORTEST_SECRET && text.contains(token) {
            Cow::Owned(text.replace(token, REDACTED))
        } else {
            Cow::Borrowed(text)
        }
    }

    pub(crate) fn secret(&self) -> &str {
        // Made from a `str`, so it is one.
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

/// A fixed token: for a script that was handed one, and for tests. When it expires, requests end in 401, which is
/// not answered with the same token again.
impl Credential for AccessToken {
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(core::future::ready(Ok(self.clone())))
    }
}

/// No token, and why. Clones share their cause: requests that waited for the same token get the same error.
#[derive(Debug, Clone)]
pub struct CredentialError {
    fault: CredentialFault,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kinds of [`CredentialError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialFault {
    /// The client was built without a credential.
    Missing,
    /// The token is empty.
    Empty,
    /// The token holds a character that a bearer token cannot have.
    Character,
    /// The source of tokens failed; the cause is the error's `source()`.
    Failed,
}

impl CredentialError {
    /// A failure of the source of tokens, for implementors of [`Credential`]. A text is a cause, too.
    pub fn failed(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self { fault: CredentialFault::Failed, source: Some(cause.into()) },
        }
    }

    pub(crate) fn of(fault: CredentialFault) -> Self {
        Self { fault, source: None }
    }

    /// What kind of fault it is.
    pub fn fault(&self) -> CredentialFault {
        self.fault
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            CredentialFault::Missing => "the client has no credential: give its builder one",
            CredentialFault::Empty => "the access token is empty",
            CredentialFault::Character => {
                "the access token holds a character that no bearer token has: give the token alone, \
                 without `Bearer`, quotes or line ends"
            }
            CredentialFault::Failed => "the credential gave no token",
        })?;
        match &self.source {
            Some(source) => write!(f, ": {}", crate::error::innermost(source.as_ref())),
            None => Ok(()),
        }
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
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
    fn what_is_no_token_is_refused_and_not_repeated() {
        let fault = |token: &str| AccessToken::new(token).unwrap_err().fault();
        assert_eq!(fault(""), CredentialFault::Empty);
        for token in [" ", "two words", "line\nend", "Bearer x", "caf\u{e9}", "nul\0", "\"quoted\""] {
            assert_eq!(fault(token), CredentialFault::Character);
            let error = AccessToken::new(format!("hunter2{token}")).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn scrubbing_cuts_every_occurrence_and_spares_other_text() {
        let token = AccessToken::new(TOKEN).unwrap();
        assert_eq!(token.scrub(&format!("a {TOKEN} b {TOKEN}")), "a [redacted] b [redacted]");
        assert!(matches!(token.scrub("nothing"), Cow::Borrowed("nothing")));
        assert_eq!(AccessToken::new("t").unwrap().scrub("text"), "text");
    }

    #[tokio::test]
    async fn a_closure_is_a_credential() {
        let good =
            |request: TokenRequest| async move { AccessToken::new(request.scopes()[0].replace(':', "")) };
        let scopes: Arc<[String]> = vec!["a:b".to_owned()].into();
        let token = good.token(TokenRequest::new(scopes.clone())).await.unwrap();
        assert_eq!(token.secret(), "ab");

        let bad = |_: TokenRequest| async { Err::<AccessToken, _>("no network") };
        let error = bad.token(TokenRequest::new(scopes.clone())).await.unwrap_err();
        assert_eq!(error.to_string(), "the credential gave no token: no network");
        assert_eq!(error.source().unwrap().to_string(), "no network");

        let empty = |_: TokenRequest| async { AccessToken::new("") };
        let error = empty.token(TokenRequest::new(scopes)).await.unwrap_err();
        assert_eq!(error.fault(), CredentialFault::Empty, "our own error is not wrapped in itself");
    }

    #[test]
    fn an_expiry_is_kept() {
        let time = SystemTime::UNIX_EPOCH;
        assert_eq!(AccessToken::new(TOKEN).unwrap().expiring_at(time).expires_at(), Some(time));
    }
}
