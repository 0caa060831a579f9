//! The attempt loop: one request with all its attempts, from its specification to the last answer.

use core::ops::ControlFlow;
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Response, StatusCode};
use uuid::Uuid;

use super::answer::scrubbed;
use super::budget::{PlannedRequest, Reservation};
use super::challenge::{self, Challenge};
use super::deadline::{Deadline, within};
use super::echo::{self, is_of_another};
use super::observe::{RetryReason, error_type};
use super::random;
use super::retry::{Attempt, AttemptResult, RetryPolicy};
use super::retry_after::retry_after;
use super::tokens::Tokens;
use super::trace::Trace;
use super::{Exchange, Shared};
use crate::base::{CLIENT_REQUEST_ID, Call, REQUEST_ID, Secrets, header_text};
use crate::credential::AccessToken;
use crate::error::{ClaimsChallengeError, DeadlineError, DeadlineStage, Error};
use crate::request::{BatchSort, RequestOptions, RequestSpec};
use crate::transport::{Arrival, SendOptions, TransportError, TransportErrorKind};

/// What the next attempt is sent with.
type Next = (AccessToken, Option<Reservation>);

/// The outcome of one attempt.
pub(super) type Answer = Result<Response<Bytes>, TransportError>;

/// A request being sent, and the state that lasts over its attempts.
pub(super) struct AttemptLoop<'a> {
    pub(super) spec: &'a RequestSpec,
    pub(super) trace: Trace,
    policy: RetryPolicy,
    pub(super) call: Call,
    /// The `client-request-id` header, the same for all attempts.
    id: HeaderValue,
    /// The options of the next attempt.
    pub(super) options: SendOptions,
    /// When the first attempt began.
    started_at: Instant,
    /// When the request must have ended.
    deadline: Deadline,
    /// The status of the last answer.
    status: Option<StatusCode>,
    /// Whether a refused token was replaced, which is done once.
    replaced: bool,
    /// Whether a challenge was answered, which is done once.
    answered: bool,
    /// The path and query of the pre-authorised address that a redirect has led to.
    pub(super) preauthorized: Option<String>,
}

impl Shared {
    /// Sends a request and returns its last answer, of any status.
    pub(super) fn exchange(
        &self,
        spec: &RequestSpec,
    ) -> impl Future<Output = Result<Exchange, Error>> + Send {
        self.observer.request();
        let trace = Trace::new(spec, &self.endpoint);
        trace.clone().instrument(self.run(spec, trace))
    }

    async fn run(&self, spec: &RequestSpec, trace: Trace) -> Result<Exchange, Error> {
        if spec.is_preauthorized() {
            // Boxed because it is rare, so that other requests do not reserve room for it.
            return Box::pin(self.run_preauthorized(spec, trace)).await;
        }
        // Created here and not passed in: a future stores its arguments in addition to what is made from
        // them.
        let mut attempts = self.start(spec, trace);
        spec.check(&self.endpoint)?;
        let mut turn = self.keep_to_budget(&mut attempts).await?;
        // The time limit for retries starts after the wait for the budget.
        attempts.started_at += attempts.call.queued;
        let mut token = self.token(&attempts, attempts.started_at).await?;
        loop {
            let retry = {
                // Composed for each attempt, because most requests need only one, and not stored while it waits.
                let request = attempts.compose(self, Some(&token))?;
                turn.take().into_iter().for_each(Reservation::keep);
                let answer = self.attempt(request, &attempts).await;
                let answer = answer.and_then(|answer| self.within_limit(answer));
                attempts.record(&answer, self);
                if answer.as_ref().is_ok_and(|answer| answer.status().is_success()) {
                    return attempts.finish(answer, token, &self.tokens);
                }
                // Boxed because it is rare and large: otherwise each request being sent would reserve room
                // for it.
                Box::pin(self.retry_or_finish(&mut attempts, answer, token))
            };
            (token, turn) = match retry.await? {
                ControlFlow::Continue(next) => next,
                ControlFlow::Break((answer, token)) => {
                    return Box::pin(self.follow_or_finish(attempts, answer, token)).await;
                }
            };
        }
    }

    /// Sends one attempt, which ends with the request at the latest. Not an `async fn`, whose future would
    /// store the request.
    pub(super) fn attempt<'a>(
        &'a self,
        request: http::Request<Bytes>,
        attempts: &'a AttemptLoop<'_>,
    ) -> impl Future<Output = Answer> + Send + 'a {
        // An attempt that starts has a moment, so that a transport need not care for a time of zero.
        let now = self.clock.now();
        let left = attempts.deadline.left(now).max(Duration::from_millis(1));
        let mut options = SendOptions { timeout: attempts.options.timeout.min(left), ..attempts.options };
        options.new_connection |= self.connections.are_quarantined(now);
        let answer = self.transport.send(request, options);
        async move {
            let mut answer = if self.transport.keeps_timeout() {
                answer.await
            } else {
                let timed_out = || TransportError::new(TransportErrorKind::Timeout, Arrival::MayHaveArrived);
                within(&*self.clock, options.timeout, answer).await.unwrap_or_else(|| Err(timed_out()))
            };
            if let Ok(answer) = &mut answer {
                self.tokens.issued().scrub_id(answer.headers_mut());
            }
            // Another host knows nothing of the id.
            if self.checks_ids
                && attempts.preauthorized.is_none()
                && answer.as_ref().is_ok_and(|answer| is_of_another(answer.headers(), &attempts.id))
            {
                self.connections.quarantine(self.clock.now());
                return Err(echo::error());
            }
            answer
        }
    }

    /// The token and the turn for the next attempt, after the delay, or the answer if it is the last one.
    async fn retry_or_finish(
        &self,
        attempts: &mut AttemptLoop<'_>,
        answer: Answer,
        token: AccessToken,
    ) -> Result<ControlFlow<(Answer, AccessToken), Next>, Error> {
        match self.prepare_retry(attempts, &answer, &token).await {
            Ok(Some(next)) => Ok(ControlFlow::Continue(next)),
            // The service's answer says more than that there is no time for another attempt.
            Ok(None) | Err(Error::Deadline(_)) => Ok(ControlFlow::Break((answer, token))),
            // The caller needs to know that a write may have happened more than why it is not retried.
            Err(Error::Credential(_)) if attempts.call.write_in_doubt => {
                Ok(ControlFlow::Break((answer, token)))
            }
            Err(error) => Err(error),
        }
    }

    /// Waits for the request's turn in the client's budget, if it has one. Done before the token is read,
    /// which may expire during the wait.
    async fn keep_to_budget(&self, attempts: &mut AttemptLoop<'_>) -> Result<Option<Reservation>, Error> {
        let spec = attempts.spec;
        if spec.options.batch.is_some() {
            return Ok(None);
        }
        let planned = [PlannedRequest::new(&spec.method, &spec.template)];
        match self.wait_for_turn(&planned, attempts.deadline).await {
            Ok(turn) => Ok(turn.map(|(turn, waited)| {
                attempts.call.queued += waited;
                turn
            })),
            Err(late) => Err(attempts.deadline_error(DeadlineStage::Budget, late.wait)),
        }
    }

    async fn token(&self, attempts: &AttemptLoop<'_>, now: Instant) -> Result<AccessToken, Error> {
        let left = attempts.deadline.left(now);
        let token = self.tokens.get(self.clock.system_time(), &*self.clock, left);
        let token = within(&*self.clock, left, token).await;
        Ok(token.ok_or_else(|| attempts.deadline_error(DeadlineStage::Token, None))??)
    }

    async fn replaced_token(
        &self,
        attempts: &AttemptLoop<'_>,
        refused: &AccessToken,
        claims: Option<Arc<str>>,
    ) -> Result<AccessToken, Error> {
        let left = attempts.deadline.left(self.clock.now());
        let token = self.tokens.replace(refused, claims, self.clock.system_time());
        let token = within(&*self.clock, left, token).await;
        Ok(token.ok_or_else(|| attempts.deadline_error(DeadlineStage::Token, None))??)
    }

    /// The total time of a request.
    pub(super) fn time_limit(&self, options: &RequestOptions) -> Duration {
        let timeout = options.timeout.unwrap_or(self.options.timeout);
        let limit = options.deadline.or(self.deadline);
        limit.unwrap_or_else(|| self.retry.max_time.saturating_add(timeout))
    }

    pub(super) fn start<'a>(&self, spec: &'a RequestSpec, trace: Trace) -> AttemptLoop<'a> {
        let (id, id_text) = match spec.headers.get(CLIENT_REQUEST_ID) {
            // Another host gets no id.
            _ if spec.is_preauthorized() => (HeaderValue::from_static(""), String::new()),
            Some(id) => (id.clone(), String::from_utf8_lossy(id.as_bytes()).into_owned()),
            None => new_request_id(),
        };
        let mut call = Call::new(spec.method.clone(), spec.template.clone(), self.endpoint.authority());
        call.client_request_id = id_text;
        call.is_write &= spec.options.batch != Some(BatchSort::Reads);
        let RequestOptions { timeout, no_retry, .. } = spec.options;
        let policy = if no_retry { RetryPolicy { max_attempts: 1, ..self.retry } } else { self.retry };
        let timeout = timeout.unwrap_or(self.options.timeout);
        let options = SendOptions { timeout, leaves_body: spec.options.leaves_body, ..self.options };
        if !call.client_request_id.is_empty() {
            trace.record_client_request_id(&call.client_request_id);
        }
        let started_at = self.clock.now();
        let deadline = Deadline::new(started_at, self.time_limit(&spec.options));
        AttemptLoop {
            spec,
            trace,
            policy,
            call,
            id,
            options,
            started_at,
            deadline,
            status: None,
            replaced: false,
            answered: false,
            preauthorized: None,
        }
    }

    /// The token and the turn for the next attempt, after the delay. `None` if there is none.
    async fn prepare_retry(
        &self,
        attempts: &mut AttemptLoop<'_>,
        answer: &Answer,
        token: &AccessToken,
    ) -> Result<Option<Next>, Error> {
        if let Ok(answer) = answer {
            if let Some(challenge) = challenge::of(answer) {
                self.observer.challenge();
                return self.answer_challenge(attempts, challenge, answer, token).await.map(Some);
            }
            if answer.status() == StatusCode::UNAUTHORIZED {
                // Without a claims challenge, a 401 means that Graph does not accept the token.
                return self.replace_token(attempts, token).await;
            }
        }
        let Some(wait) = attempts.next_delay(answer, self) else { return Ok(None) };
        self.clock.sleep(wait).await;
        let turn = self.keep_to_budget(attempts).await?;
        Ok(Some((self.token(attempts, self.clock.now()).await?, turn)))
    }

    /// Replaces a token that Graph refused. `None` if the credential returns the same token, which would be
    /// refused again.
    async fn replace_token(
        &self,
        attempts: &mut AttemptLoop<'_>,
        refused: &AccessToken,
    ) -> Result<Option<Next>, Error> {
        if core::mem::replace(&mut attempts.replaced, true) {
            return Ok(None);
        }
        let turn = self.keep_to_budget(attempts).await?;
        let token = self.replaced_token(attempts, refused, None).await?;
        if token == *refused {
            return Ok(None);
        }
        self.report(attempts, RetryReason::TokenRefused);
        Ok(Some((token, turn)))
    }

    /// Fetches a token with the claims that Graph asks for.
    async fn answer_challenge(
        &self,
        attempts: &mut AttemptLoop<'_>,
        challenge: Challenge,
        answer: &Response<Bytes>,
        token: &AccessToken,
    ) -> Result<Next, Error> {
        let claims = match challenge.claims {
            Some(claims) if self.tokens.answers_claims() && !attempts.answered => {
                attempts.trace.log_challenge(true);
                claims
            }
            claims => {
                attempts.trace.log_challenge(false);
                return Err(attempts.challenge_error(claims, answer, &self.tokens));
            }
        };
        attempts.answered = true;
        let turn = self.keep_to_budget(attempts).await?;
        let token = self.replaced_token(attempts, token, Some(Arc::from(claims))).await?;
        self.report(attempts, RetryReason::Challenge);
        Ok((token, turn))
    }

    /// Reports a retry with another token, which needs no delay.
    fn report(&self, attempts: &AttemptLoop<'_>, reason: RetryReason) {
        attempts.trace.log_retry(reason, Duration::ZERO);
        self.observer.retry_because(&attempts.call, reason, attempts.status, Duration::ZERO);
    }

    pub(super) fn within_limit(&self, answer: Response<Bytes>) -> Answer {
        let SendOptions { size_limit, error_size_limit, .. } = self.options;
        if answer.status().is_success() {
            let is_within = answer.body().len() <= size_limit;
            return if is_within { Ok(answer) } else { Err(TransportError::too_large(size_limit)) };
        }
        if answer.body().len() <= error_size_limit {
            return Ok(answer);
        }
        // Copied, so that the rest is freed.
        Ok(answer.map(|body| Bytes::copy_from_slice(&body[..error_size_limit])))
    }
}

impl AttemptLoop<'_> {
    /// The request with the client's headers, unless it sets its own. Without a token, it has no id either.
    pub(super) fn compose(
        &self,
        shared: &Shared,
        token: Option<&AccessToken>,
    ) -> Result<http::Request<Bytes>, Error> {
        let headers = shared.headers.of_request(self.spec.body.is_some(), token.map(|_| &self.id));
        let mut request = self.spec.to_http_with(&shared.endpoint, headers)?;
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token.header());
        }
        Ok(request)
    }

    /// Records an answer for the attempts that follow and for the error at the end.
    pub(super) fn record(&mut self, answer: &Answer, shared: &Shared) {
        let result = attempt_result(answer);
        self.call.attempts += 1;
        self.call.retry_after = None;
        shared.observer.attempt();
        self.trace.record_attempt(self.call.attempts);
        self.status = answer.as_ref().ok().map(Response::status);
        if let Ok(answer) = answer {
            shared.observer.answer(answer.status());
            self.trace.record_answer(answer.status(), request_id(answer));
        }
        self.call.doubt(result.is_ambiguous());
        self.options.new_connection = result.wants_new_connection();
    }

    /// The delay before the next attempt, or `None` if the request must not be retried.
    pub(super) fn next_delay(&mut self, answer: &Answer, shared: &Shared) -> Option<Duration> {
        let clock = &*shared.clock;
        let result = attempt_result(answer);
        let is_idempotent = self.spec.options.is_idempotent;
        // Before `Retry-After` is searched in the body.
        if !result.repeat().allows(&self.spec.method, is_idempotent) {
            return None;
        }
        let answer = answer.as_ref().ok();
        self.call.retry_after =
            answer.and_then(|answer| retry_after(answer.headers(), answer.body(), clock.system_time()));
        let wait = self.policy.next_delay(&Attempt {
            method: &self.spec.method,
            is_idempotent,
            result,
            attempts: self.call.attempts,
            elapsed: clock.now().saturating_duration_since(self.started_at),
            retry_after: self.call.retry_after,
            random: random::number(),
        })?;
        if wait >= self.deadline.left(clock.now()) {
            return None;
        }
        let reason = shared.observer.retry(&self.call, result, wait);
        self.trace.log_retry(reason, wait);
        self.call.waits.push(wait);
        Some(wait)
    }

    pub(super) fn finish(
        self,
        answer: Answer,
        token: AccessToken,
        tokens: &Tokens,
    ) -> Result<Exchange, Error> {
        match &answer {
            Ok(answer) if answer.status().as_u16() >= 400 => {
                self.trace.record_failure(answer.status().as_str());
            }
            Ok(_) => {}
            Err(error) => self.trace.record_failure(error_type(error.kind())),
        }
        match answer {
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                // Another host did not get the token, so its refusal says nothing about permissions.
                let is_elsewhere = self.preauthorized.is_some();
                let mut carried = self.spec.carried().with_preauthorized(self.preauthorized);
                if !head.status.is_success() {
                    carried = carried.with_address(self.spec.address());
                }
                Ok(Exchange {
                    call: self.call,
                    token: if is_elsewhere { AccessToken::unknown() } else { token },
                    issued: tokens.issued().clone(),
                    carried,
                    permissions: self.spec.permissions.filter(|_| !is_elsewhere),
                    lacks_eventual: head.status == StatusCode::BAD_REQUEST && self.spec.lacks_eventual(),
                    any_content: self.spec.headers.contains_key(ACCEPT),
                    status: head.status,
                    headers: head.headers,
                    body,
                    unread: head.extensions.get().cloned(),
                })
            }
            Err(error) => {
                let carried = self.spec.carried().with_address(self.spec.address());
                let carried = carried.with_preauthorized(self.preauthorized);
                let (secrets, _) = carried.secrets(tokens.issued(), "");
                let secrets = secrets.and_tokens(token.secret_to_hide());
                Err(Error::unanswered(Some(self.call), scrubbed(error, &secrets)))
            }
        }
    }

    fn deadline_error(&self, stage: DeadlineStage, wait: Option<Duration>) -> Error {
        let (call, limit) = (self.call.clone(), self.deadline.limit);
        Error::Deadline(Box::new(DeadlineError { call, limit, stage, wait }))
    }

    fn challenge_error(&self, claims: Option<String>, answer: &Response<Bytes>, tokens: &Tokens) -> Error {
        let secrets = tokens.issued().hide(Secrets::default());
        Error::ClaimsChallenge(Box::new(ClaimsChallengeError {
            call: self.call.clone(),
            status: answer.status(),
            claims: claims.map(|claims| secrets.scrub(&claims).into_owned()),
            answered: self.answered,
            request_id: request_id(answer).map(str::to_owned),
        }))
    }
}

/// The id that Graph gave the request.
fn request_id(answer: &Response<Bytes>) -> Option<&str> {
    header_text(answer.headers(), &REQUEST_ID)
}

fn attempt_result(answer: &Answer) -> AttemptResult {
    match answer {
        Ok(answer) => AttemptResult::from_answer(answer.status(), answer.body()),
        Err(error) => AttemptResult::from_transport_error(error),
    }
}

/// A new id, as a header and as text.
fn new_request_id() -> (HeaderValue, String) {
    let mut buffer = Uuid::encode_buffer();
    let text = random::id().hyphenated().encode_lower(&mut buffer);
    // Hexadecimal digits and hyphens are always a valid header value.
    let id = HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    (id, text.to_owned())
}
