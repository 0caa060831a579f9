//! No token, and why.

use core::fmt;
use std::error::Error as StdError;
use std::sync::Arc;

use crate::base::innermost;

/// No token, and why. Clones share their cause: requests that waited for the same token get the same error.
#[derive(Debug, Clone)]
pub struct CredentialError {
    kind: CredentialErrorKind,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kinds of [`CredentialError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialErrorKind {
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
    /// A failure of the source of tokens, for implementors of [`Credential`](super::Credential). A text is a cause, too.
    pub fn failed(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        match cause.into().downcast::<Self>() {
            Ok(same) => *same,
            Err(cause) => Self { kind: CredentialErrorKind::Failed, source: Some(cause.into()) },
        }
    }

    pub(crate) fn of(kind: CredentialErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// What kind of fault it is.
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
