//! One request of a batch, and its state.

use core::time::Duration;
use std::time::Instant;

use graph_entity_model::base::{InvalidRequestError, Permissions};
use http::header::ACCEPT;

use super::body;
use crate::base::Call;
use crate::client::{Client, Exchange};
use crate::error::Error;
use crate::request::{Declared, RequestSpec};

/// One request of a batch.
pub(super) struct Item {
    /// The request as the members of a JSON object, without braces, id and dependencies.
    pub(super) json: String,
    pub(super) key: Key,
    pub(super) call: Call,
    pub(super) permissions: Option<&'static Permissions>,
    pub(super) declared: Declared,
    pub(super) any_content: bool,
    /// The request for the address that the answer redirects to, if that is followed.
    pub(super) redirected: Option<Box<RequestSpec>>,
    pub(super) lacks_eventual: bool,
    pub(super) is_idempotent: bool,
    pub(super) timeout: Duration,
    /// The total time from when it is first to be sent.
    pub(super) deadline: Duration,
    /// When it was first to be sent: the wait for the budget counts too.
    pub(super) begun: Option<Instant>,
    /// The error of the last attempt, if it is to be sent again. What it ends in if there is no time for that.
    pub(super) last_error: Option<Error>,
    /// The request that must succeed first. Its index is smaller.
    pub(super) parent: Option<usize>,
    /// The requests that wait for this one, in order.
    pub(super) children: Vec<usize>,
    pub(super) state: State,
    /// When the request was first sent.
    pub(super) start: Option<Instant>,
    /// The earliest time at which it may be sent.
    pub(super) due: Option<Instant>,
}

/// What the requests of one batch must have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) version: &'static str,
    /// Whether they are never retried.
    pub(super) no_retry: bool,
}

/// The state of a request.
pub(super) enum State {
    /// Waiting to be sent, or for its dependency.
    Waiting,
    /// In flight.
    InFlight,
    /// Answered, with a status that may carry a value.
    Done(Box<Exchange>),
    /// Failed permanently.
    Failed(Error),
    /// The result was taken.
    Taken,
}

impl Item {
    /// Converts a request. An invalid request has failed from the start.
    pub(super) fn new(client: &Client, spec: RequestSpec) -> Self {
        let (version, json, state) = match body::request(&spec, client.endpoint()) {
            Ok((version, json)) => (version, json, State::Waiting),
            Err(error) => (spec.version, String::new(), State::Failed(error)),
        };
        Self {
            json,
            key: Key { version, no_retry: spec.options.no_retry },
            lacks_eventual: spec.lacks_eventual(),
            redirected: spec.follows_redirect().then(|| Box::new(spec.redirected())),
            call: Call::new(spec.method, spec.template, client.endpoint().authority()),
            permissions: spec.permissions,
            declared: spec.declared,
            any_content: spec.headers.contains_key(ACCEPT),
            is_idempotent: spec.options.is_idempotent,
            deadline: client.deadline(&spec.options),
            begun: None,
            last_error: None,
            timeout: spec.options.timeout.unwrap_or(client.timeout()),
            parent: None,
            children: Vec::new(),
            state,
            start: None,
            due: None,
        }
    }

    /// The time that is left of the total time, which begins with the first call.
    pub(super) fn time_left(&mut self, now: Instant) -> Duration {
        let begun = *self.begun.get_or_insert(now);
        self.deadline.saturating_sub(now.saturating_duration_since(begun))
    }

    /// Fails the request before it is sent. The first error counts.
    pub(super) fn refuse(&mut self, error: InvalidRequestError) {
        if self.is_waiting() {
            self.state = State::Failed(error.into());
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.state, State::Waiting)
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.state, State::Done(_))
    }

    pub(super) fn has_failed(&self) -> bool {
        matches!(self.state, State::Failed(_))
    }
}
