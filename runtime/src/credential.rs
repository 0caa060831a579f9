//! Bearer tokens, and what supplies them.

#[cfg(feature = "azure-identity")]
mod azure;
mod error;
mod granted;
mod issued;
mod request;
mod token;

use std::error::Error as StdError;
use std::sync::Arc;

use crate::base::BoxFuture;

#[cfg(feature = "azure-identity")]
pub use self::azure::AzureCredential;
pub use self::error::{CredentialError, CredentialErrorKind};
pub use self::granted::TokenPermissions;
pub(crate) use self::issued::IssuedTokens;
pub use self::request::TokenRequest;
pub use self::token::AccessToken;

/// A source of bearer tokens.
///
/// The client caches a token whose expiry is known ([`AccessToken::expiring_at`]) and fetches the next one
/// five minutes before it expires, with one request at a time. A token without an expiry is not cached: the
/// credential is called for each request and does its own caching. An [`AccessToken`] is a credential that
/// always returns itself, for which it is not called. A closure that returns a future of a token is a credential too:
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a credential",
    label = "expected a source of bearer tokens",
    note = "a token as text becomes one by `AccessToken::new(token)?`",
    note = "a closure is one if it takes a `TokenRequest` and returns a future of `Result<AccessToken, E>`: `async |request: TokenRequest| ...`"
)]
pub trait Credential: Send + Sync + 'static {
    /// Returns a token for the request.
    ///
    /// # Errors
    /// [`CredentialError`], which the client returns as [`Error::Credential`](crate::Error::Credential).
    /// Nothing has been sent then.
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>>;

    /// Whether the credential can get a token with the claims of a challenge, and declares so (`cp1`) to the
    /// identity platform: see [`TokenRequest::claims_parameter`]. By default it cannot, and a challenge ends
    /// in [`Error::ClaimsChallenge`](crate::Error::ClaimsChallenge). For a closure, use [`answering_claims`].
    fn answers_claims(&self) -> bool {
        false
    }

    /// The token, if it is always the same one, as that of an [`AccessToken`] is. The client then calls
    /// [`token`](Self::token) only after Graph refused it. By default `None`.
    fn fixed_token(&self) -> Option<&AccessToken> {
        None
    }
}

impl<T: Credential + ?Sized> Credential for Arc<T> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        (**self).token(request)
    }

    fn answers_claims(&self) -> bool {
        (**self).answers_claims()
    }

    fn fixed_token(&self) -> Option<&AccessToken> {
        (**self).fixed_token()
    }
}

/// Marks a credential as able to answer claims challenges: for a closure that uses
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

    fn fixed_token(&self) -> Option<&AccessToken> {
        self.0.fixed_token()
    }
}

#[diagnostic::do_not_recommend]
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

/// A fixed token: for a script that was given one, and for tests. After it expires, requests end in 401: the
/// same token is not sent again.
impl Credential for AccessToken {
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(core::future::ready(Ok(self.clone())))
    }

    fn fixed_token(&self) -> Option<&AccessToken> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(error.kind(), CredentialErrorKind::Empty, "our own error is not wrapped in itself");
    }
}
