//! The client's token: kept as long as it lives, fetched by one caller at a time.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::gate::Gate;
use crate::base::BoxFuture;
use crate::credential::{AccessToken, Credential, CredentialError, TokenRequest};

/// A credential with a memory.
///
/// A token whose expiry is known is kept, and replaced before it expires by one caller while the others go on with
/// it, or wait where it has expired. A token without an expiry is not kept: its credential is asked each time.
pub(crate) struct Tokens {
    credential: Box<dyn Credential>,
    scopes: Arc<[String]>,
    held: Mutex<Held>,
    gate: Gate,
}

#[derive(Default)]
struct Held {
    token: Option<Kept>,
    /// The last token had no expiry: there is nothing to keep and nobody to wait for.
    unkept: bool,
    /// Counts the answers of the credential, so that whoever waited for one knows that it came.
    answers: u64,
    /// The last answer, where it was a failure.
    failure: Option<CredentialError>,
}

struct Kept {
    token: AccessToken,
    expires_at: SystemTime,
    /// When somebody should fetch the next one.
    refresh_at: SystemTime,
    /// The claims that it was asked for with.
    claims: Option<Arc<str>>,
}

/// How long before its expiry a token is replaced, or half of its life where that is shorter.
///
/// Source: Microsoft identity platform, "Access tokens": Microsoft's libraries use the same five minutes.
const EARLY: Duration = Duration::from_secs(5 * 60);
/// How long a token that still lives is used after a refresh has failed, before the next one is tried.
const PAUSE: Duration = Duration::from_secs(30);

/// What is known without asking the credential.
enum Known {
    /// Nothing to do.
    Good(AccessToken),
    /// It still lives, and should be replaced.
    Aging(AccessToken),
    /// The credential keeps its own tokens.
    Unkept,
    /// Nothing, since this many answers.
    Nothing(u64),
}

impl Tokens {
    pub(crate) fn new(credential: Box<dyn Credential>, scopes: Arc<[String]>) -> Self {
        Self { credential, scopes, held: Mutex::default(), gate: Gate::default() }
    }

    pub(crate) fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// Whether the credential can answer a claims challenge.
    pub(crate) fn answers_claims(&self) -> bool {
        self.credential.answers_claims()
    }

    /// A token that is good at this time.
    pub(crate) async fn get(&self, now: SystemTime) -> Result<AccessToken, CredentialError> {
        // Behind pointers, or each request under way would hold room for what is rare and large.
        let (token, is_kept): (BoxFuture<'_, _>, _) = match self.known(now) {
            Known::Good(token) => return Ok(token),
            Known::Aging(token) => (Box::pin(self.refresh(token, now)), true),
            Known::Unkept => (self.credential.token(self.request()), false),
            Known::Nothing(answers) => (Box::pin(self.wait_or_fetch(answers, now)), true),
        };
        let token = token.await?;
        if !is_kept {
            self.meet(&token, now);
        }
        Ok(token)
    }

    /// Another token than the one that Graph refused, or one with the claims that Graph asks for.
    pub(crate) async fn replace(
        &self,
        refused: &AccessToken,
        claims: Option<Arc<str>>,
        now: SystemTime,
    ) -> Result<AccessToken, CredentialError> {
        let _inside = self.gate.enter().await;
        // Whoever was here before has perhaps done it for this caller, too.
        let fetched = self.held().token.as_ref().and_then(|kept| {
            let serves = kept.token != *refused && (claims.is_none() || kept.claims == claims);
            serves.then(|| kept.token.clone())
        });
        match fetched {
            Some(token) => Ok(token),
            None => self.fetch(self.request().after_refusal(claims), now).await,
        }
    }

    fn request(&self) -> TokenRequest {
        TokenRequest::new(self.scopes.clone()).declaring(self.answers_claims())
    }

    fn known(&self, now: SystemTime) -> Known {
        let held = self.held();
        match &held.token {
            Some(kept) if now < kept.refresh_at => Known::Good(kept.token.clone()),
            Some(kept) if now < kept.expires_at => Known::Aging(kept.token.clone()),
            None if held.unkept => Known::Unkept,
            _ => Known::Nothing(held.answers),
        }
    }

    /// Replaces a token that still lives, unless somebody does so already. A failure is none yet.
    async fn refresh(&self, token: AccessToken, now: SystemTime) -> Result<AccessToken, CredentialError> {
        let Some(_inside) = self.gate.try_enter() else { return Ok(token) };
        if let Ok(fresh) = self.fetch(self.request(), now).await {
            return Ok(fresh);
        }
        if let Some(kept) = &mut self.held().token {
            kept.refresh_at = now.checked_add(PAUSE).unwrap_or(now);
        }
        Ok(token)
    }

    async fn wait_or_fetch(&self, answers: u64, now: SystemTime) -> Result<AccessToken, CredentialError> {
        let inside = self.gate.enter().await;
        match self.known(now) {
            Known::Good(token) | Known::Aging(token) => return Ok(token),
            Known::Unkept => {
                drop(inside);
                return self.credential.token(self.request()).await;
            }
            Known::Nothing(_) => {}
        }
        let failure = {
            let held = self.held();
            held.failure.clone().filter(|_| held.answers > answers)
        };
        match failure {
            Some(failure) => Err(failure),
            None => self.fetch(self.request(), now).await,
        }
    }

    /// Asks the credential and keeps what it says. Only from behind the gate.
    async fn fetch(&self, request: TokenRequest, now: SystemTime) -> Result<AccessToken, CredentialError> {
        let claims = request.shared_claims();
        let answer = self.credential.token(request).await;
        let mut held = self.held();
        held.answers += 1;
        held.failure = answer.as_ref().err().cloned();
        if let Ok(token) = &answer {
            held.keep(token, claims, now);
        }
        drop(held);
        answer
    }

    /// A credential that kept its own tokens may begin to say when they expire.
    fn meet(&self, token: &AccessToken, now: SystemTime) {
        if token.expires_at().is_some() {
            self.held().keep(token, None, now);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn keep(&mut self, token: &AccessToken, claims: Option<Arc<str>>, now: SystemTime) {
        self.unkept = token.expires_at().is_none();
        self.token = token.expires_at().map(|expires_at| {
            let life = expires_at.duration_since(now).unwrap_or_default();
            let refresh_at = expires_at.checked_sub(EARLY.min(life / 2)).unwrap_or(now);
            Kept { token: token.clone(), expires_at, refresh_at, claims }
        });
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicU32, Ordering::SeqCst};

    use super::*;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn at(seconds: u64) -> SystemTime {
        START + Duration::from_secs(seconds)
    }

    /// Tokens `token-1`, `token-2`, ... that live so many seconds; fails where the number is among those given.
    fn numbered(life: Option<u64>, failing: &'static [u32]) -> (Arc<AtomicU32>, Tokens) {
        let count = Arc::new(AtomicU32::new(0));
        let counted = count.clone();
        let credential = move |_: TokenRequest| {
            let number = counted.fetch_add(1, SeqCst) + 1;
            async move {
                tokio::task::yield_now().await;
                if failing.contains(&number) {
                    return Err(CredentialError::failed("signed out"));
                }
                let token = AccessToken::new(format!("token-{number}"))?;
                // Each is fetched at the expiry of the last one, or before.
                Ok(life.map_or(token.clone(), |life| token.expiring_at(at(u64::from(number) * life))))
            }
        };
        (count, Tokens::new(Box::new(credential), Arc::new([])))
    }

    async fn text(tokens: &Tokens, seconds: u64) -> String {
        tokens.get(at(seconds)).await.map_or_else(|error| error.to_string(), |token| shown(&token))
    }

    fn shown(token: &AccessToken) -> String {
        token.header().to_str().unwrap().replace("Bearer ", "")
    }

    #[tokio::test]
    async fn a_token_is_kept_until_shortly_before_it_expires() {
        let (_, tokens) = numbered(Some(3_600), &[]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        assert_eq!(text(&tokens, 3_299).await, "token-1");
        assert_eq!(text(&tokens, 3_300).await, "token-2");
        assert_eq!(text(&tokens, 6_899).await, "token-2");
    }

    #[tokio::test]
    async fn one_fetches_and_the_others_wait_for_it() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        let tokens = Arc::new(tokens);
        let all: Vec<_> = (0..32)
            .map(|_| {
                let tokens = tokens.clone();
                tokio::spawn(async move { text(&tokens, 0).await })
            })
            .collect();
        for one in all {
            assert_eq!(one.await.unwrap(), "token-1");
        }
        assert_eq!(count.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failure_is_shared_by_those_who_waited_and_forgotten_by_the_next() {
        let (count, tokens) = numbered(Some(3_600), &[1]);
        let (a, b, c) = tokio::join!(text(&tokens, 0), text(&tokens, 0), text(&tokens, 0));
        for told in [a, b, c] {
            assert_eq!(told, "the credential gave no token: signed out");
        }
        assert_eq!(count.load(SeqCst), 1);
        assert_eq!(text(&tokens, 1).await, "token-2");
    }

    #[tokio::test]
    async fn a_refresh_that_fails_costs_nothing_while_the_token_lives() {
        let (count, tokens) = numbered(Some(3_600), &[2, 3]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        assert_eq!(text(&tokens, 3_400).await, "token-1");
        assert_eq!(text(&tokens, 3_429).await, "token-1");
        assert_eq!(count.load(SeqCst), 2, "not asked again at once");
        assert_eq!(text(&tokens, 3_430).await, "token-1");
        assert_eq!(text(&tokens, 3_600).await, "token-4", "it has expired");
    }

    #[tokio::test]
    async fn while_one_refreshes_the_others_use_what_still_lives() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        let (one, other) = tokio::join!(text(&tokens, 3_300), text(&tokens, 3_300));
        assert_eq!((one.as_str(), other.as_str()), ("token-2", "token-1"));
        assert_eq!(count.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn a_fetch_that_is_dropped_leaves_the_turn_to_the_next() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        {
            let mut dropped = core::pin::pin!(tokens.get(at(0)));
            let mut context = core::task::Context::from_waker(core::task::Waker::noop());
            assert!(dropped.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(text(&tokens, 0).await, "token-2");
        assert_eq!(count.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn without_an_expiry_the_credential_is_asked_each_time() {
        let (_, tokens) = numbered(None, &[]);
        for number in 1..4 {
            assert_eq!(text(&tokens, 0).await, format!("token-{number}"));
        }
    }

    #[tokio::test]
    async fn a_refused_token_is_replaced_once_for_all() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        let refused = tokens.get(at(0)).await.unwrap();
        let (one, other) =
            tokio::join!(tokens.replace(&refused, None, at(1)), tokens.replace(&refused, None, at(1)));
        assert_eq!((shown(&one.unwrap()), shown(&other.unwrap())), ("token-2".into(), "token-2".into()));
        assert_eq!(count.load(SeqCst), 2);

        let refused = tokens.get(at(2)).await.unwrap();
        let claims: Option<Arc<str>> = Some("{}".into());
        let (one, other) = tokio::join!(
            tokens.replace(&refused, claims.clone(), at(3)),
            tokens.replace(&refused, claims, at(3))
        );
        assert_eq!((shown(&one.unwrap()), shown(&other.unwrap())), ("token-3".into(), "token-3".into()));
        assert_eq!(text(&tokens, 4).await, "token-3");
    }
}
