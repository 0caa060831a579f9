//! Why there is no token.

use core::fmt;
use std::error::Error as StdError;
use std::sync::Arc;

use crate::base::innermost;

/// Why there is no token. Clones share the source: requests that waited for the same token get the same
/// error.
#[derive(Debug, Clone)]
pub struct CredentialError {
    kind: CredentialErrorKind,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What can go wrong with a token: the kinds of [`CredentialError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialErrorKind {
    /// The client was built without a credential.
    Missing,
    /// The token is empty, so that nothing could be sent with it.
    Empty,
    /// The token contains a character that is not allowed in a bearer token.
    Character,
    /// The credential failed. The cause is the error's `source()`.
    Failed,
}

impl CredentialError {
    /// A failure of the credential, for implementors of [`Credential`](super::Credential). The cause may be a
    /// text.
    pub fn failed(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        // An error of this type is returned unchanged, so that it is not wrapped in itself.
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self { kind: CredentialErrorKind::Failed, source: Some(cause.into()) },
        }
    }

    pub(crate) fn of(kind: CredentialErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// Returns what went wrong, to match on.
    pub fn kind(&self) -> CredentialErrorKind {
        self.kind
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            CredentialErrorKind::Missing => "the client has no credential: give its builder one",
            CredentialErrorKind::Empty => "the access token is empty",
            CredentialErrorKind::Character => {
                "the access token holds a character that no bearer token has: give the token alone, \
                 without `Bearer`, quotes or line ends"
            }
            CredentialErrorKind::Failed => "the credential gave no token",
        })?;
        match &self.source {
            Some(source) => write!(f, ": {}", innermost(source.as_ref())),
            None => Ok(()),
        }
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
