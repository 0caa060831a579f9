//! The server's record of a run: a few bytes per request, so that its memory does not grow.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::FaultPlan;
use super::token::{SoakToken, now};
use crate::serve::Received;

/// The address of the entities, which is followed by the number of the request.
pub(super) const PREFIX: &str = "/v1.0/deviceManagement/managedDevices/";

/// Returns the value that a request writes to its entity.
pub(super) fn note(seed: u64, number: usize) -> String {
    format!("note {number} of seed {seed}")
}

/// The server's counts of a run.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Tally {
    /// How often the write of each request was made.
    pub(super) writes: Vec<u8>,
    /// The number of attempts.
    pub(super) attempts: u64,
    /// The number of connections.
    pub(super) connections: u64,
    /// The number of faults by name.
    pub(super) faults: BTreeMap<String, u64>,
    /// The number of attempts before the time in the `Retry-After` of the previous answer.
    pub(super) early: u64,
    /// When the last attempt of each request that is dropped was received, in milliseconds since 1970.
    pub(super) last_attempts: BTreeMap<usize, u64>,
    /// The first requests that the client should not send.
    pub(super) unexpected: Vec<String>,
}

/// The tally, and the state of each request.
pub(super) struct Record {
    plan: FaultPlan,
    /// The number of the first request of the crowd, all of which are dropped.
    crowd: usize,
    tally: Tally,
    requests: Vec<RequestState>,
}

/// The state of a request.
#[derive(Clone, Default)]
struct RequestState {
    attempts: u8,
    /// The hash of its `client-request-id`, which must be the same for all attempts.
    id: u64,
    /// The earliest time of its next attempt.
    due: Option<Instant>,
    /// The number of the token of its last attempt, and whether the answer refused it.
    token: u32,
    is_refused: bool,
}

/// An attempt that was received.
pub(super) struct Attempt {
    /// The number of its request.
    pub(super) number: usize,
    /// The number of attempts before it.
    pub(super) before: u8,
    /// The number of its token.
    pub(super) token: u32,
}

/// The longest that an attempt may be on its way on a busy machine, in milliseconds. It is shorter than most
/// delays before another attempt.
pub(super) const ON_ITS_WAY: u64 = 2_000;

impl Record {
    /// A record of so many requests, and of the crowd after them.
    pub(super) fn new(plan: FaultPlan, requests: usize, crowd: usize) -> Self {
        let all = requests + crowd;
        let tally = Tally { writes: vec![0; all], ..Tally::default() };
        Self { plan, crowd: requests, tally, requests: vec![RequestState::default(); all] }
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Counts a new connection, and returns its number.
    pub(super) fn connected(&mut self) -> u64 {
        self.tally.connections += 1;
        self.tally.connections
    }

    /// Counts a fault by its name.
    pub(super) fn count_fault(&mut self, fault: &str) {
        match self.tally.faults.get_mut(fault) {
            Some(count) => *count += 1,
            None => drop(self.tally.faults.insert(fault.to_owned(), 1)),
        }
    }

    /// Records an attempt, and returns it. `None` if the client should not send it.
    pub(super) fn received(&mut self, request: &Received) -> Option<Attempt> {
        self.tally.attempts += 1;
        match self.identify(request) {
            Ok(known) => Some(known),
            Err(reason) => {
                if self.tally.unexpected.len() < 5 {
                    self.tally.unexpected.push(format!("{} {}: {reason}", request.method, request.target));
                }
                None
            }
        }
    }

    fn identify(&mut self, request: &Received) -> Result<Attempt, String> {
        let number = request.target.strip_prefix(PREFIX).and_then(|number| number.parse::<usize>().ok());
        let number = number.filter(|number| *number < self.requests.len()).ok_or("no such entity")?;
        if request.method != "PATCH" {
            return Err("the method is not PATCH".to_owned());
        }
        let token = request.header("authorization").and_then(SoakToken::read);
        let token = token.ok_or("the token is wrong or missing")?;
        let now = now();
        if token.expires_at + ON_ITS_WAY < now {
            return Err(format!("token {} has expired {} ms ago", token.number, now - token.expires_at));
        }
        let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        if body["notes"] != note(self.plan.seed, number) {
            return Err(format!("the body is that of another request: {body}"));
        }
        let id = request.header("client-request-id").ok_or("no client-request-id")?;
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let known = &mut self.requests[number];
        if known.attempts > 0 && known.id != hasher.finish() {
            return Err("the client-request-id changed between two attempts".to_owned());
        }
        if known.is_refused && known.token == token.number {
            return Err(format!("token {} was refused at the last attempt", token.number));
        }
        if known.due.is_some_and(|due| Instant::now() < due) {
            self.tally.early += 1;
        }
        let before = known.attempts;
        *known = RequestState {
            attempts: before.saturating_add(1),
            id: hasher.finish(),
            token: token.number,
            ..RequestState::default()
        };
        if number >= self.crowd || self.plan.dropped_after(number).is_some() {
            self.tally.last_attempts.insert(number, now);
        }
        Ok(Attempt { number, before, token: token.number })
    }

    /// Records that the write of a request is made.
    pub(super) fn written(&mut self, number: usize) {
        self.tally.writes[number] = self.tally.writes[number].saturating_add(1);
    }

    /// Records that a request was answered with a `Retry-After`.
    pub(super) fn retry_after(&mut self, number: usize, delay: Duration) {
        self.requests[number].due = Some(Instant::now() + delay);
    }

    /// Records that a request is answered with 401.
    pub(super) fn refused(&mut self, number: usize) {
        self.requests[number].is_refused = true;
    }
}
