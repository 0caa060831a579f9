//! Who the client is: bearer tokens, and what supplies them.

use core::fmt;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;

use crate::transport::BoxFuture;

/// What a [`Credential`] is asked for. Owned and cheap to clone, so that an async closure can keep it.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    scopes: Arc<[String]>,
    claims: Option<Arc<str>>,
}

impl TokenRequest {
    pub(crate) fn new(scopes: Arc<[String]>) -> Self {
        Self { scopes, claims: None }
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
}

/// A source of bearer tokens.
///
/// Asked once a request, so an implementation that fetches tokens caches them. An [`AccessToken`] is a credential
/// that always gives itself; so is any closure that returns a future of one:
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
}

impl<T: Credential + ?Sized> Credential for Arc<T> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        (**self).token(request)
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

    fn secret(&self) -> &str {
        // Made from a `str`, so it is one.
        self.header.to_str().ok().and_then(|value| value.strip_prefix(SCHEME)).unwrap_or_default()
    }
}

#[allow(clippy::missing_fields_in_debug, reason = "the token is what must not be shown")]
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("token", &format_args!("{REDACTED}"))
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// A fixed token: for a script that was handed one, and for tests. When it expires, requests end in 401.
impl Credential for AccessToken {
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(core::future::ready(Ok(self.clone())))
    }
}

/// No token, and why.
#[derive(Debug)]
pub struct CredentialError {
    fault: CredentialFault,
    source: Option<Box<dyn StdError + Send + Sync>>,
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
            Err(cause) => Self { fault: CredentialFault::Failed, source: Some(cause) },
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
