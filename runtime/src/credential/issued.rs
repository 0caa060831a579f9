//! The tokens that a client has had.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::error::Error as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderValue};

use super::{AccessToken, CredentialError};
use crate::base::{REQUEST_ID, Secrets, chain};

/// The tokens that a client has had. An error must contain none of them: a service, a proxy or a credential
/// may repeat the token of an earlier request or attempt.
#[derive(Clone, Default)]
pub(crate) struct IssuedTokens(Arc<Mutex<VecDeque<AccessToken>>>);

/// The maximum number of tokens that are kept, which is a week of tokens that are valid for an hour. A token is
/// useless long before it is dropped.
const MOST: usize = 168;

impl IssuedTokens {
    /// Adds a token, unless it is there.
    pub(crate) fn add(&self, token: &AccessToken) {
        let mut tokens = self.tokens();
        if token.secret_to_hide().is_none() || tokens.contains(token) {
            return;
        }
        // The newest comes first, because a credential mostly returns the token that it returned before.
        tokens.push_front(token.clone());
        tokens.truncate(MOST);
    }

    /// Also redacts these tokens.
    pub(crate) fn hide(&self, secrets: Secrets) -> Secrets {
        secrets.and_tokens(self.tokens().iter().filter_map(AccessToken::secret_to_hide))
    }

    /// Removes the tokens from the id that a service gave a request, which replies and spans show.
    pub(crate) fn scrub_id(&self, headers: &mut HeaderMap) {
        let Some(Ok(text)) = headers.get(REQUEST_ID).map(HeaderValue::to_str) else { return };
        // Almost every id is a Guid, and a token is none.
        if uuid::Uuid::try_parse(text).is_ok() {
            return;
        }
        let Cow::Owned(scrubbed) = self.hide(Secrets::default()).scrub(text) else { return };
        // Always valid: only a part of a valid value was replaced.
        if let Ok(id) = HeaderValue::try_from(scrubbed) {
            headers.insert(REQUEST_ID, id);
        }
    }

    /// Removes the tokens from the error of a credential. Its source is replaced by its text if it contains
    /// one. Otherwise it is kept, so that it can still be downcast.
    pub(crate) fn scrub_error(&self, error: CredentialError) -> CredentialError {
        let Some(source) = error.source() else { return error };
        let secrets = self.hide(Secrets::default());
        if matches!(secrets.scrub(&format!("{source:?} {}", chain(source))), Cow::Borrowed(_)) {
            return error;
        }
        CredentialError::failed(secrets.scrub(&chain(source)))
    }

    fn tokens(&self) -> MutexGuard<'_, VecDeque<AccessToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(tokens: &[&str]) -> IssuedTokens {
        let issued = IssuedTokens::default();
        for token in tokens {
            issued.add(&AccessToken::new(token).unwrap());
        }
        issued
    }

    #[test]
    fn every_token_is_hidden() {
        let issued = issued(&["first-token", "t", "second-token", "first-token"]);
        assert_eq!(issued.tokens().len(), 2);
        let secrets = issued.hide(Secrets::default());
        assert_eq!(secrets.scrub("first-token, second-token, t"), "[redacted], [redacted], t");
    }

    #[test]
    fn their_number_is_bounded() {
        let issued = IssuedTokens::default();
        for number in 0..MOST + 5 {
            issued.add(&AccessToken::new(format!("token-{number:04}")).unwrap());
        }
        assert_eq!(issued.tokens().len(), MOST);
        assert_eq!(issued.hide(Secrets::default()).scrub("token-0172"), "[redacted]");
    }

    #[test]
    fn an_id_is_shown_without_a_token() {
        let issued = issued(&["a-token-of-a-service"]);
        let shown = |id: &'static str| {
            let mut headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static(id))]);
            issued.scrub_id(&mut headers);
            headers[REQUEST_ID].clone()
        };
        let id = "0DD2AC8C-E0DD-4A0E-9D3F-2B6C5F1A7E11";
        assert_eq!(shown(id), id);
        assert_eq!(shown("a-token-of..."), "[redacted]...");
    }

    #[test]
    fn the_error_of_a_credential_is_scrubbed() {
        let issued = issued(&["a-token-of-a-service"]);
        let shown = issued.scrub_error(CredentialError::failed("refused a-token-of-a-service"));
        assert_eq!(shown.to_string(), "the credential gave no token: refused [redacted]");
        let io = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let kept = issued.scrub_error(CredentialError::failed(io));
        assert!(kept.source().unwrap().is::<std::io::Error>());
    }
}
