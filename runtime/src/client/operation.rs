//! Long-running operations: a 202 with a `Location`, polled until the operation ends.

use core::time::Duration;

use http::StatusCode;
use http::header::{CONTENT_TYPE, IF_MATCH, LOCATION};

use super::retry_after::retry_after;
use super::{Client, Deadline, Exchange};
use crate::base::{BoxFuture, CLIENT_REQUEST_ID, REQUEST_ID, header_text};
use crate::error::{Error, Members, OperationError};
use crate::request::RequestSpec;

/// The maximum number of characters that are kept of a text of an operation.
const LONGEST_TEXT: usize = 16_384;

/// What became of a request for a state.
pub(super) enum Polled {
    Answered(Box<Exchange>),
    /// It got no answer because the time was over.
    CutShort(Error),
}

/// The meaning of an answer about an operation.
enum OperationState {
    /// The operation is running.
    Pending,
    /// The operation succeeded, and its result is at this link.
    ResultAt(String),
    /// The operation succeeded, and the answer is its result.
    ResultHere,
    /// The operation failed.
    Failed,
}

impl Client {
    /// Sends the request. If the answer is a 202 with a `Location`, polls the operation until it ends or the
    /// time is up. Returns the answer with the result.
    pub(crate) async fn exchange_and_wait(
        &self,
        mut spec: Box<RequestSpec>,
        limit: Duration,
    ) -> Result<Exchange, Error> {
        let deadline = Deadline::new(self.shared.clock.now(), limit);
        // Each request also has the time that it would have by itself.
        let mut poll_spec = monitor_request(&spec);
        let own_limit = self.shared.time_limit(&spec.options);
        poll_spec.options.deadline = Some(own_limit);
        spec.options.deadline = Some(own_limit.min(limit));
        let accepted = self.exchange(spec).await?;
        let Some(link) = monitor_link(&accepted) else { return Ok(accepted) };
        let call = accepted.call.clone();
        let mut last =
            self.wait_for(accepted, &link, &poll_spec, deadline).await.map_err(|error| error.after(&call))?;
        // The result is read with a GET, and an error of that GET says nothing about the write.
        last.call.is_write = call.is_write;
        last.call.doubt(true);
        last.checked()
    }

    /// The answer with the result of an operation that a request has started.
    async fn wait_for(
        &self,
        accepted: Exchange,
        link: &str,
        poll_spec: &RequestSpec,
        deadline: Deadline,
    ) -> Result<Exchange, Error> {
        // An error of the operation may quote the request that started it.
        let carried = accepted.carried.clone();
        let mut last = accepted;
        let monitor = poll_spec.clone().with_location(link);
        for poll in 0.. {
            let wait = self.poll_delay(&last, poll);
            // Ends before a wait that would exceed the limit, instead of sleeping through the rest of it.
            if wait > deadline.left(self.shared.clock.now()) {
                break;
            }
            self.shared.clock.sleep(wait).await;
            let Polled::Answered(answer) = self.poll(&monitor, deadline).await? else { break };
            last = Exchange { carried: carried.clone(), ..*answer };
            match operation_state(&last) {
                OperationState::Pending => {}
                OperationState::ResultHere => return Ok(last),
                OperationState::ResultAt(link) => {
                    let result = poll_spec.clone().with_location(&link);
                    let Polled::Answered(result) = self.poll(&result, deadline).await? else { break };
                    return Ok(Exchange { carried, ..*result });
                }
                OperationState::Failed => return Err(operation_error(&last, false)),
            }
        }
        Err(operation_error(&last, true))
    }

    /// Sends a request in the time that is left. Boxed, so that it is compiled once in this crate and not in
    /// every program that polls.
    pub(super) fn poll<'a>(
        &'a self,
        spec: &RequestSpec,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<Polled, Error>> {
        let spec = self.limited(spec, deadline);
        Box::pin(async move {
            match self.shared.exchange(&spec).await {
                Err(error @ (Error::Transport(_) | Error::Deadline(_)))
                    if deadline.is_over(self.shared.clock.now()) =>
                {
                    Ok(Polled::CutShort(error))
                }
                answer => answer.map(|answer| Polled::Answered(Box::new(answer))),
            }
        })
    }

    /// The request with the time that is left as its limit, if its own is not shorter.
    fn limited(&self, spec: &RequestSpec, deadline: Deadline) -> RequestSpec {
        let mut spec = spec.clone();
        let left = deadline.left(self.shared.clock.now());
        spec.options.deadline = Some(self.shared.time_limit(&spec.options).min(left));
        spec
    }

    /// Waits until a read can be repeated.
    ///
    /// # Errors
    /// [`Error::Operation`] if the wait would exceed the time that is left.
    pub(super) async fn wait_to_poll(
        &self,
        last: &Exchange,
        deadline: Deadline,
        poll: u32,
    ) -> Result<(), Error> {
        let wait = self.poll_delay(last, poll);
        if wait >= deadline.left(self.shared.clock.now()) {
            return Err(operation_error(last, true));
        }
        self.shared.clock.sleep(wait).await;
        Ok(())
    }

    /// Waits before a service is asked again. Number 0 does not wait; the others wait 2 seconds, doubled each
    /// time up to 30.
    pub(crate) async fn pause(&self, number: u32) {
        if number > 0 {
            self.shared.clock.sleep(poll_backoff(number - 1)).await;
        }
    }

    /// The delay that the service asks for. Otherwise 2 seconds, doubled each time up to 30.
    fn poll_delay(&self, answer: &Exchange, poll: u32) -> Duration {
        let retry_after = retry_after(&answer.headers, &answer.body, self.shared.clock.system_time());
        retry_after.filter(|retry_after| !retry_after.is_zero()).unwrap_or_else(|| poll_backoff(poll))
    }
}

fn poll_backoff(poll: u32) -> Duration {
    Duration::from_secs(2_u64.saturating_pow(poll.min(8) + 1).min(30))
}

/// The request for polling, without the headers that belong to the original request.
fn monitor_request(spec: &RequestSpec) -> RequestSpec {
    let mut spec = spec.clone();
    // A redirect of a monitor leads to the result, which needs the token.
    spec.options.follows_redirect = false;
    // They describe the original request and its body. Each poll has a request id of its own.
    for name in [IF_MATCH, CONTENT_TYPE, CLIENT_REQUEST_ID] {
        spec.headers.remove(name);
    }
    spec
}

/// The link to the operation that a request started, if it started one.
fn monitor_link(answer: &Exchange) -> Option<String> {
    location(answer).filter(|_| answer.status == StatusCode::ACCEPTED)
}

fn location(answer: &Exchange) -> Option<String> {
    header_text(&answer.headers, &LOCATION).map(str::to_owned)
}

fn operation_state(answer: &Exchange) -> OperationState {
    if answer.status == StatusCode::ACCEPTED {
        return OperationState::Pending;
    }
    if answer.status.is_redirection() {
        return location(answer).map_or(OperationState::ResultHere, OperationState::ResultAt);
    }
    let text = answer.text();
    let body = Members::of(&text, &["status", "resourceLocation", "targetResourceLocation"]);
    let member = |name: &str| body.as_ref().and_then(|body| body.string(name));
    let made = || member("resourceLocation").or_else(|| member("targetResourceLocation"));
    match member("status").unwrap_or_default().to_ascii_lowercase().as_str() {
        // `checked` turns this answer into an error.
        _ if !answer.status.is_success() => OperationState::ResultHere,
        "notstarted" | "inprogress" | "running" | "waiting" | "updating" | "pending" => {
            OperationState::Pending
        }
        "failed" | "deletefailed" | "updatefailed" | "cancelled" | "canceled" | "timedout" => {
            OperationState::Failed
        }
        "succeeded" | "completed" | "success" => {
            made().map_or(OperationState::ResultHere, OperationState::ResultAt)
        }
        // An unknown state, or none: the monitor link leads to the result itself.
        _ => OperationState::ResultHere,
    }
}

/// The error of a poll for which there was no time, with what the last one before it has read.
pub(super) fn cut_short(last: Option<&Exchange>, error: Error) -> Error {
    match (last, error.call()) {
        (Some(last), _) => operation_error(last, true),
        (None, Some(call)) => Error::Operation(Box::new(OperationError::unknown(call.clone(), error))),
        (None, None) => error,
    }
}

fn operation_error(answer: &Exchange, unfinished: bool) -> Error {
    let (secrets, _) = answer.secrets("");
    let text = answer.text();
    let body = Members::of(&text, &["status", "statusDetail", "error"]);
    let error = body.as_ref().and_then(|body| Members::of(body.json("error")?, &["code", "message"]));
    let scrubbed = |of: Option<&Members<'_>>, name: &str| {
        of.and_then(|of| of.string(name)).map(|text| secrets.scrub_start(&text, LONGEST_TEXT))
    };
    let of_error = |name| scrubbed(error.as_ref(), name);
    let of_body = |name| scrubbed(body.as_ref(), name);
    Error::Operation(Box::new(OperationError {
        state: of_body("status").unwrap_or_default(),
        unfinished,
        code: of_error("code"),
        message: of_error("message").or_else(|| of_body("statusDetail")),
        request_id: answer.header(&REQUEST_ID, &secrets),
        call: answer.call.clone(),
        cause: None,
    }))
}
