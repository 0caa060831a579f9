//! One request of a batch, and what has become of it.

use core::time::Duration;
use std::time::Instant;

use http::header::ACCEPT;

use super::body;
use crate::base::{Call, InvalidRequestError, Permissions};
use crate::client::{Client, Exchange};
use crate::error::Error;
use crate::request::RequestSpec;

/// One request of a batch.
pub(super) struct Item {
    /// The request as JSON, without its id and what it depends on: without the braces around it.
    pub(super) json: String,
    pub(super) key: Key,
    pub(super) call: Call,
    pub(super) permissions: Option<&'static Permissions>,
    pub(super) any_content: bool,
    pub(super) timeout: Duration,
    /// The request that must succeed first: one with a smaller index.
    pub(super) parent: Option<usize>,
    /// The requests that wait for this one, in their order.
    pub(super) children: Vec<usize>,
    pub(super) state: State,
    /// When it was first sent.
    pub(super) start: Option<Instant>,
    /// Not sent before this time.
    pub(super) due: Option<Instant>,
}

/// What the requests of one batch have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) version: &'static str,
    /// They are sent once, whatever comes.
    pub(super) no_retry: bool,
}

/// How far a request has come.
pub(super) enum State {
    /// It waits to be sent, or for its dependency.
    Waiting,
    /// It is under way.
    InFlight,
    /// It has its answer, of a status that may hold a value.
    Done(Box<Exchange>),
    /// It has failed for good.
    Failed(Error),
    /// Its result has been taken.
    Taken,
}

impl Item {
    /// A request as it will be sent; one with a fault is over before it begins.
    pub(super) fn new(client: &Client, spec: RequestSpec) -> Self {
        let (version, json, state) = match body::request(&spec, client.endpoint()) {
            Ok((version, json)) => (version, json, State::Waiting),
            Err(error) => (spec.version, String::new(), State::Failed(error)),
        };
        Self {
            json,
            key: Key { version, no_retry: spec.options.no_retry },
            call: Call::new(spec.method, spec.template, client.endpoint().authority()),
            permissions: spec.permissions,
            any_content: spec.headers.contains_key(ACCEPT),
            timeout: spec.options.timeout.unwrap_or(client.timeout()),
            parent: None,
            children: Vec::new(),
            state,
            start: None,
            due: None,
        }
    }

    /// Ends it before it begins; the first fault stands.
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
