//! Adapts a credential of the Azure SDK.

use core::fmt;
use std::sync::Arc;

use azure_core::credentials::TokenCredential;

use super::{AccessToken, Credential, CredentialError, TokenRequest};
use crate::base::BoxFuture;

/// Any `TokenCredential` of the crate `azure_core`. Those of `azure_identity` sign in with a managed
/// identity, a workload identity, the Azure CLI or a client secret.
///
/// A `TokenCredential` cannot pass claims yet, so a claims challenge ends in
/// [`Error::ClaimsChallenge`](crate::Error::ClaimsChallenge).
///
/// ```
/// use std::sync::Arc;
/// use azure_core::credentials::TokenCredential;
/// use graph_entity::{AzureCredential, Client, Error};
///
/// fn client(identity: Arc<dyn TokenCredential>) -> Result<Client, Error> {
///     Client::new(AzureCredential::new(identity))
/// }
/// ```
pub struct AzureCredential {
    inner: Arc<dyn TokenCredential>,
}

impl AzureCredential {
    /// The credential as one that a [`Client`](crate::Client) takes.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self {
        Self { inner: credential }
    }
}

impl Credential for AzureCredential {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(async move {
            let scopes: Vec<&str> = request.scopes().iter().map(String::as_str).collect();
            let token = self.inner.get_token(&scopes, None).await.map_err(CredentialError::failed)?;
            Ok(AccessToken::new(token.token.secret())?.expiring_at(token.expires_on))
        })
    }
}

impl fmt::Debug for AzureCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureCredential").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use core::pin::Pin;
    use std::time::{Duration, SystemTime};

    use azure_core::credentials::{AccessToken as AzureToken, TokenRequestOptions};
    use azure_core::error::{Error, ErrorKind};

    use super::*;

    /// Gives a token for one scope, and fails for any other.
    #[derive(Debug)]
    struct Identity(SystemTime);

    type Answer<'a> = Pin<Box<dyn Future<Output = azure_core::Result<AzureToken>> + Send + 'a>>;

    // What `async_trait` makes of the trait's one method.
    impl TokenCredential for Identity {
        fn get_token<'a, 'b, 'c, 'd, 'e>(
            &'a self,
            scopes: &'b [&'c str],
            _: Option<TokenRequestOptions<'d>>,
        ) -> Answer<'e>
        where
            'a: 'e,
            'b: 'e,
            'c: 'e,
            'd: 'e,
        {
            Box::pin(async move {
                match scopes {
                    ["right"] => Ok(AzureToken::new("token-of-a-test", self.0.into())),
                    _ => Err(Error::with_message(ErrorKind::Credential, "no such scope")),
                }
            })
        }
    }

    #[tokio::test]
    async fn a_token_comes_with_its_expiry_and_a_failure_with_its_cause() {
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_hours(1);
        let credential = AzureCredential::new(Arc::new(Identity(expiry)));
        assert!(!credential.answers_claims());
        let ask = |scope: &str| credential.token(TokenRequest::new(Arc::new([scope.to_owned()])));
        let token = ask("right").await.unwrap();
        assert_eq!((token.secret(), token.expires_at()), ("token-of-a-test", Some(expiry)));
        let error = ask("wrong").await.unwrap_err();
        assert_eq!(error.to_string(), "the credential gave no token: no such scope");
    }
}
