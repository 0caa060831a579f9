//! The client's token: cached until shortly before it expires, and fetched by one caller at a time.

use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::Clock;
use super::async_mutex::AsyncMutex;
use super::deadline::within;
use super::trace::Trace;
use crate::base::BoxFuture;
use crate::credential::{AccessToken, Credential, CredentialError, IssuedTokens, TokenRequest};

/// A credential with a cache.
///
/// A token with a known expiry is cached and replaced before it expires. One caller fetches the new one,
/// while the others use the old one, or wait if it has expired. A token without an expiry is not cached: the
/// credential is called for each request, unless it says that its token is always the same.
pub(crate) struct Tokens {
    credential: Box<dyn Credential>,
    scopes: Arc<[String]>,
    state: Mutex<State>,
    fetch_lock: AsyncMutex,
    issued: IssuedTokens,
    /// How often the credential was called.
    asked: AtomicU64,
}

#[derive(Default)]
struct State {
    token: Option<CachedToken>,
    /// Whether the last token had no expiry, so that it is not cached and nobody waits for it.
    is_uncacheable: bool,
    /// The number of answers from the credential, so that a waiting caller can see that a new one arrived.
    fetches: u64,
    /// The last answer, if it was an error.
    last_error: Option<CredentialError>,
}

struct CachedToken {
    token: AccessToken,
    expires_at: SystemTime,
    /// When a caller should fetch the next token.
    refresh_at: SystemTime,
    /// The claims that the token was requested with.
    claims: Option<Arc<str>>,
}

/// How long before its expiry a token is replaced: this, or half of its lifetime if that is shorter.
///
/// Source: Microsoft identity platform, "Access tokens": Microsoft's libraries use the same five minutes.
const REFRESH_MARGIN: Duration = Duration::from_secs(5 * 60);
/// After a failed refresh, how long a token that is still valid is used before the next refresh.
const REFRESH_RETRY_DELAY: Duration = Duration::from_secs(30);

/// How long a request waits for the credential while there is still a valid token, and never more than half
/// of the time that it has.
const REFRESH_LIMIT: Duration = Duration::from_secs(10);

/// What is known without calling the credential.
enum Lookup {
    /// A token that is valid for a while, or fixed.
    Fresh(AccessToken),
    /// A token that is still valid but should be replaced.
    Expiring(AccessToken),
    /// The credential caches its own tokens.
    Uncacheable,
    /// There is no valid token, as of this number of answers.
    Missing(u64),
}

impl Tokens {
    pub(crate) fn new(credential: Box<dyn Credential>, scopes: Arc<[String]>) -> Self {
        let issued = IssuedTokens::default();
        if let Some(token) = credential.fixed_token() {
            issued.add(token);
        }
        Self {
            credential,
            scopes,
            state: Mutex::default(),
            fetch_lock: AsyncMutex::default(),
            issued,
            asked: AtomicU64::new(0),
        }
    }

    pub(crate) fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The tokens that the credential has returned.
    pub(crate) fn issued(&self) -> &IssuedTokens {
        &self.issued
    }

    /// How often the credential was called.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether the credential can answer a claims challenge.
    pub(crate) fn answers_claims(&self) -> bool {
        self.credential.answers_claims()
    }

    /// A token that is valid at `now`. `left` is the time that the request has for it.
    pub(crate) async fn get(
        &self,
        now: SystemTime,
        clock: &dyn Clock,
        left: Duration,
    ) -> Result<AccessToken, CredentialError> {
        // Boxed because they are rare and large: otherwise each request being sent would reserve room for
        // them.
        let (token, is_cached): (BoxFuture<'_, _>, _) = match self.look_up(now) {
            Lookup::Fresh(token) => return Ok(token),
            Lookup::Expiring(token) => (Box::pin(self.refresh(token, now, clock, left)), true),
            Lookup::Uncacheable => (Box::pin(self.ask(self.request())), false),
            Lookup::Missing(fetches) => (Box::pin(self.wait_or_fetch(fetches, now)), true),
        };
        let token = token.await?;
        if !is_cached {
            self.cache_if_expiring(&token, now);
        }
        Ok(token)
    }

    /// Replaces a token that Graph refused, or fetches one with the claims that Graph asks for.
    pub(crate) async fn replace(
        &self,
        refused: &AccessToken,
        claims: Option<Arc<str>>,
        now: SystemTime,
    ) -> Result<AccessToken, CredentialError> {
        let _guard = self.fetch_lock.lock().await;
        // An earlier holder of the lock may have fetched a suitable token already.
        let fetched = self.state().token.as_ref().and_then(|cached| {
            let serves = cached.token != *refused && (claims.is_none() || cached.claims == claims);
            serves.then(|| cached.token.clone())
        });
        match fetched {
            Some(token) => Ok(token),
            None => self.fetch(self.request().after_refusal(claims), now).await,
        }
    }

    fn request(&self) -> TokenRequest {
        TokenRequest::new(self.scopes.clone()).declaring(self.answers_claims())
    }

    fn look_up(&self, now: SystemTime) -> Lookup {
        if let Some(token) = self.credential.fixed_token() {
            return Lookup::Fresh(token.clone());
        }
        let state = self.state();
        match &state.token {
            Some(cached) if now < cached.refresh_at => Lookup::Fresh(cached.token.clone()),
            Some(cached) if now < cached.expires_at => Lookup::Expiring(cached.token.clone()),
            None if state.is_uncacheable => Lookup::Uncacheable,
            _ => Lookup::Missing(state.fetches),
        }
    }

    /// Replaces a token that is still valid, unless another caller is doing so. If that fails or takes long,
    /// the old token is returned.
    async fn refresh(
        &self,
        token: AccessToken,
        now: SystemTime,
        clock: &dyn Clock,
        left: Duration,
    ) -> Result<AccessToken, CredentialError> {
        // Another caller is refreshing; the old token is valid until it expires.
        let Some(_guard) = self.fetch_lock.try_lock() else { return Ok(token) };
        let limit = REFRESH_LIMIT.min(left / 2);
        if let Some(Ok(fresh)) = within(clock, limit, self.fetch(self.request(), now)).await {
            return Ok(fresh);
        }
        if let Some(cached) = &mut self.state().token {
            // A token that has expired is not returned, however short the time since the last refresh.
            let retry_at = now.checked_add(REFRESH_RETRY_DELAY).unwrap_or(now);
            cached.refresh_at = retry_at.min(cached.expires_at);
        }
        Ok(token)
    }

    async fn wait_or_fetch(&self, fetches: u64, now: SystemTime) -> Result<AccessToken, CredentialError> {
        let guard = self.fetch_lock.lock().await;
        match self.look_up(now) {
            Lookup::Fresh(token) | Lookup::Expiring(token) => return Ok(token),
            Lookup::Uncacheable => {
                // The credential does its own caching and locking.
                drop(guard);
                return self.ask(self.request()).await;
            }
            Lookup::Missing(_) => {}
        }
        // If the fetch that this caller waited for failed, it gets the same error. Otherwise each waiting
        // caller would call a failing credential in turn.
        let last_error = {
            let state = self.state();
            state.last_error.clone().filter(|_| state.fetches > fetches)
        };
        match last_error {
            Some(last_error) => Err(last_error),
            None => self.fetch(self.request(), now).await,
        }
    }

    /// Calls the credential and stores its answer. The caller must hold the lock.
    async fn fetch(&self, request: TokenRequest, now: SystemTime) -> Result<AccessToken, CredentialError> {
        let claims = request.shared_claims();
        let answer = self.ask(request).await;
        let mut state = self.state();
        state.fetches += 1;
        state.last_error = answer.as_ref().err().cloned();
        if let Ok(token) = &answer {
            state.cache(token, claims, now);
        }
        drop(state);
        answer
    }

    /// Calls the credential. No later error shows the token.
    async fn ask(&self, request: TokenRequest) -> Result<AccessToken, CredentialError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Trace::log_token_request(request.is_after_refusal());
        match self.credential.token(request).await {
            Ok(token) => {
                self.issued.add(&token);
                Ok(token)
            }
            Err(error) => Err(self.issued.scrub_error(error)),
        }
    }

    /// A credential that caches its own tokens may start to return their expiry.
    fn cache_if_expiring(&self, token: &AccessToken, now: SystemTime) {
        if token.expires_at().is_some() {
            self.state().cache(token, None, now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn cache(&mut self, token: &AccessToken, claims: Option<Arc<str>>, now: SystemTime) {
        self.is_uncacheable = token.expires_at().is_none();
        self.token = token.expires_at().map(|expires_at| {
            // A short-lived token would otherwise be refreshed at once, again and again.
            let life = expires_at.duration_since(now).unwrap_or_default();
            let refresh_at = expires_at.checked_sub(REFRESH_MARGIN.min(life / 2)).unwrap_or(now);
            CachedToken { token: token.clone(), expires_at, refresh_at, claims }
        });
    }
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::{AtomicU32, Ordering::SeqCst};

    use super::*;
    use crate::base::Secrets;
    use crate::client::SystemClock;

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn at(seconds: u64) -> SystemTime {
        START + Duration::from_secs(seconds)
    }

    /// Tokens `token-1`, `token-2`, ... that are valid for `life` seconds. Calls whose number is in `failing`
    /// fail.
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
                // Each token is fetched at the expiry of the last one, or before.
                Ok(life.map_or(token.clone(), |life| token.expiring_at(at(u64::from(number) * life))))
            }
        };
        (count, Tokens::new(Box::new(credential), Arc::new([])))
    }

    async fn text(tokens: &Tokens, seconds: u64) -> String {
        tokens
            .get(at(seconds), &SystemClock, Duration::MAX)
            .await
            .map_or_else(|error| error.to_string(), |token| shown(&token))
    }

    fn shown(token: &AccessToken) -> String {
        token.header().to_str().unwrap().replace("Bearer ", "")
    }

    #[tokio::test]
    async fn a_token_is_cached_until_shortly_before_it_expires() {
        let (_, tokens) = numbered(Some(3_600), &[]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        assert_eq!(text(&tokens, 3_299).await, "token-1");
        assert_eq!(text(&tokens, 3_300).await, "token-2");
        assert_eq!(text(&tokens, 6_899).await, "token-2");
    }

    #[tokio::test]
    async fn one_caller_fetches_and_the_others_wait() {
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
    async fn an_error_is_shared_by_the_waiting_callers_only() {
        let (count, tokens) = numbered(Some(3_600), &[1]);
        let (a, b, c) = tokio::join!(text(&tokens, 0), text(&tokens, 0), text(&tokens, 0));
        for shown in [a, b, c] {
            assert_eq!(shown, "the credential gave no token: signed out");
        }
        assert_eq!(count.load(SeqCst), 1);
        assert_eq!(text(&tokens, 1).await, "token-2");
    }

    #[tokio::test]
    async fn an_expired_token_is_not_kept_after_a_failed_refresh() {
        let (_, tokens) = numbered(Some(3_600), &[2]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        assert_eq!(text(&tokens, 3_590).await, "token-1", "its refresh fails");
        assert_eq!(text(&tokens, 3_601).await, "token-3");
    }

    #[tokio::test]
    async fn a_failed_refresh_keeps_a_valid_token() {
        let (count, tokens) = numbered(Some(3_600), &[2, 3]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        assert_eq!(text(&tokens, 3_400).await, "token-1");
        assert_eq!(text(&tokens, 3_429).await, "token-1");
        assert_eq!(count.load(SeqCst), 2, "not asked again at once");
        assert_eq!(text(&tokens, 3_430).await, "token-1");
        assert_eq!(text(&tokens, 3_600).await, "token-4", "it has expired");
    }

    /// A credential that is silent while its last token lives delays one request, and once in a while.
    #[tokio::test]
    async fn a_silent_refresh_keeps_a_valid_token() {
        let asked = Arc::new(AtomicU32::new(0));
        let counted = asked.clone();
        let credential = move |_: TokenRequest| {
            let is_first = counted.fetch_add(1, SeqCst) == 0;
            async move {
                if !is_first {
                    core::future::pending::<()>().await;
                }
                AccessToken::new("token-1").map(|token| token.expiring_at(at(3_600)))
            }
        };
        let tokens = Tokens::new(Box::new(credential), Arc::new([]));
        assert_eq!(text(&tokens, 0).await, "token-1");
        let clock = Impatient::default();
        for (seconds, left) in [(3_400, 60), (3_420, 60), (3_500, 3)] {
            let token = tokens.get(at(seconds), &clock, Duration::from_secs(left)).await.unwrap();
            assert_eq!(shown(&token), "token-1");
        }
        assert_eq!(*clock.0.lock().unwrap(), [Duration::from_secs(10), Duration::from_millis(1_500)]);
        assert_eq!(asked.load(SeqCst), 3, "not asked again at once");
    }

    /// Its timers are over at once.
    #[derive(Default)]
    struct Impatient(Mutex<Vec<Duration>>);

    impl Clock for Impatient {
        fn now(&self) -> std::time::Instant {
            SystemClock.now()
        }

        fn system_time(&self) -> SystemTime {
            SystemClock.system_time()
        }

        fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
            SystemClock.sleep(time)
        }

        fn timer(&self, time: Duration) -> BoxFuture<'_, ()> {
            self.0.lock().unwrap().push(time);
            Box::pin(core::future::ready(()))
        }
    }

    #[tokio::test]
    async fn during_a_refresh_the_others_use_the_valid_token() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        assert_eq!(text(&tokens, 0).await, "token-1");
        let (one, other) = tokio::join!(text(&tokens, 3_300), text(&tokens, 3_300));
        assert_eq!((one.as_str(), other.as_str()), ("token-2", "token-1"));
        assert_eq!(count.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn after_a_dropped_fetch_the_next_caller_fetches() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        {
            let mut dropped = core::pin::pin!(tokens.get(at(0), &SystemClock, Duration::MAX));
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
    async fn a_fixed_token_is_asked_for_only_after_it_was_refused() {
        let token = AccessToken::new("token-0").unwrap();
        for token in [token.clone(), token.expiring_at(at(1))] {
            let tokens = Tokens::new(Box::new(token), Arc::new([]));
            assert_eq!(
                (text(&tokens, 0).await, text(&tokens, 9).await),
                ("token-0".into(), "token-0".into())
            );
            assert_eq!(tokens.asked(), 0);
            let refused = tokens.get(at(9), &SystemClock, Duration::MAX).await.unwrap();
            assert_eq!(tokens.replace(&refused, None, at(9)).await.unwrap(), refused);
            assert_eq!(tokens.asked(), 1);
            assert_eq!(tokens.issued().hide(Secrets::default()).scrub("token-0!"), "[redacted]!");
        }
    }

    #[tokio::test]
    async fn a_refused_token_is_replaced_once_for_all() {
        let (count, tokens) = numbered(Some(3_600), &[]);
        let refused = tokens.get(at(0), &SystemClock, Duration::MAX).await.unwrap();
        let (one, other) =
            tokio::join!(tokens.replace(&refused, None, at(1)), tokens.replace(&refused, None, at(1)));
        assert_eq!((shown(&one.unwrap()), shown(&other.unwrap())), ("token-2".into(), "token-2".into()));
        assert_eq!(count.load(SeqCst), 2);

        let refused = tokens.get(at(2), &SystemClock, Duration::MAX).await.unwrap();
        let claims: Option<Arc<str>> = Some("{}".into());
        let (one, other) = tokio::join!(
            tokens.replace(&refused, claims.clone(), at(3)),
            tokens.replace(&refused, claims, at(3))
        );
        assert_eq!((shown(&one.unwrap()), shown(&other.unwrap())), ("token-3".into(), "token-3".into()));
        assert_eq!(text(&tokens, 4).await, "token-3");
    }
}
