//! Long-running operations: a 202 with a `Location`, watched until it ends.

use core::time::Duration;

use http::StatusCode;
use http::header::{CONTENT_TYPE, IF_MATCH, LOCATION};
use serde_json::{Map, Value};

use super::retry_after::asked;
use super::{Client, Exchange};
use crate::base::{CLIENT_REQUEST_ID, REQUEST_ID};
use crate::error::{Error, OperationFailure};
use crate::request::RequestSpec;

/// What an answer about an operation means.
enum Standing {
    /// It goes on.
    Pending,
    /// What it made is at this link.
    At(String),
    /// The answer is what it made.
    Here,
    /// It ended otherwise.
    Failed,
}

impl Client {
    /// Sends the request and, where it is answered by 202 with a `Location`, watches what it started until that ends
    /// or the time is up. Gives the answer that holds the result.
    pub(crate) async fn exchange_and_wait(
        &self,
        spec: RequestSpec,
        limit: Duration,
    ) -> Result<Exchange, Error> {
        let watch = watching(&spec);
        let mut last = self.exchange(spec).await?;
        let start = self.shared.clock.now();
        let Some(link) = started(&last) else { return Ok(last) };
        let monitor = watch.clone().with_location(&link);
        for poll in 0.. {
            let wait = self.pause(&last, poll);
            let passed = self.shared.clock.now().saturating_duration_since(start);
            if passed.saturating_add(wait) > limit {
                return Err(failure(last, true));
            }
            self.shared.clock.sleep(wait).await;
            last = self.shared.exchange(&monitor).await?;
            match standing(&last) {
                Standing::Pending => {}
                Standing::Here => return last.checked(),
                Standing::At(link) => return self.exchange(watch.with_location(&link)).await,
                Standing::Failed => return Err(failure(last, false)),
            }
        }
        Err(failure(last, true))
    }

    /// As long as the service asks, or 2 seconds and twice as many each time, up to 30.
    fn pause(&self, answer: &Exchange, poll: u32) -> Duration {
        let asked = asked(&answer.headers, &answer.body, self.shared.clock.system_time());
        asked
            .filter(|asked| !asked.is_zero())
            .unwrap_or_else(|| Duration::from_secs(2_u64.saturating_pow(poll.min(8) + 1).min(30)))
    }
}

/// The request whose links lead to what another one started, less the headers that are about that one.
fn watching(spec: &RequestSpec) -> RequestSpec {
    let mut spec = spec.clone();
    for name in [IF_MATCH, CONTENT_TYPE, CLIENT_REQUEST_ID] {
        spec.headers.remove(name);
    }
    spec
}

/// The link to what a request started, where it did.
fn started(answer: &Exchange) -> Option<String> {
    location(answer).filter(|_| answer.status == StatusCode::ACCEPTED)
}

fn location(answer: &Exchange) -> Option<String> {
    answer.headers.get(LOCATION)?.to_str().ok().map(str::to_owned)
}

fn standing(answer: &Exchange) -> Standing {
    if answer.status == StatusCode::ACCEPTED {
        return Standing::Pending;
    }
    if answer.status.is_redirection() {
        return location(answer).map_or(Standing::Here, Standing::At);
    }
    let body = object(answer);
    let made = || ["resourceLocation", "targetResourceLocation"].iter().find_map(|key| text(&body, key));
    match text(&body, "status").unwrap_or_default().to_ascii_lowercase().as_str() {
        _ if !answer.status.is_success() => Standing::Here,
        "notstarted" | "inprogress" | "running" | "waiting" | "updating" | "pending" => Standing::Pending,
        "failed" | "deletefailed" | "updatefailed" | "cancelled" | "canceled" | "timedout" => {
            Standing::Failed
        }
        "succeeded" | "completed" | "success" => made().map_or(Standing::Here, Standing::At),
        _ => Standing::Here,
    }
}

fn failure(answer: Exchange, unfinished: bool) -> Error {
    let body = object(&answer);
    let told = |text: String| answer.token.scrub(&text).into_owned();
    let error = body.get("error").and_then(Value::as_object);
    let of_error = |key| error.and_then(|error| text(error, key)).map(told);
    Error::Operation(Box::new(OperationFailure {
        state: text(&body, "status").map(told).unwrap_or_default(),
        unfinished,
        code: of_error("code"),
        message: of_error("message").or_else(|| text(&body, "statusDetail").map(told)),
        request_id: answer.header(REQUEST_ID),
        call: answer.call,
    }))
}

fn object(answer: &Exchange) -> Map<String, Value> {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
