//! What the server saw: a few bytes a request, so that its own memory does not grow.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::serve::Received;

/// The token of the reading.
pub(super) const TOKEN: &str = "token-of-the-soak";

/// The address of each request's own entity, less its number.
pub(super) const PREFIX: &str = "/v1.0/deviceManagement/managedDevices/";

/// What the request of a number writes into its entity.
pub(super) fn note(seed: u64, number: usize) -> String {
    format!("note {number} of seed {seed}")
}

/// The server's account of a run.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Account {
    /// How often each request's write was made.
    pub(super) writes: Vec<u8>,
    /// Tries that came.
    pub(super) tries: u64,
    /// Connections that were asked for.
    pub(super) connections: u64,
    /// Faults by name.
    pub(super) faults: BTreeMap<String, u64>,
    /// Tries that came before the time that the answer to the last one had asked for.
    pub(super) early: u64,
    /// What no client of this reading should send; the first ones.
    pub(super) strange: Vec<String>,
}

/// The account as it is kept.
pub(super) struct Record {
    seed: u64,
    account: Account,
    requests: Vec<Known>,
}

/// What is known of one request.
#[derive(Clone, Default)]
struct Known {
    tries: u8,
    /// A hash of its `client-request-id`, the same for all tries.
    id: u64,
    /// When its next try may come.
    due: Option<Instant>,
}

impl Record {
    pub(super) fn new(seed: u64, requests: usize) -> Self {
        let account = Account { writes: vec![0; requests], ..Account::default() };
        Self { seed, account, requests: vec![Known::default(); requests] }
    }

    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    /// The number of a connection that was just asked for.
    pub(super) fn connected(&mut self) -> u64 {
        self.account.connections += 1;
        self.account.connections
    }

    /// Notes a fault by its name.
    pub(super) fn met(&mut self, fault: &str) {
        match self.account.faults.get_mut(fault) {
            Some(count) => *count += 1,
            None => drop(self.account.faults.insert(fault.to_owned(), 1)),
        }
    }

    /// Notes a try that came: its number and how many of the same there were before. None for what nobody should send.
    pub(super) fn came(&mut self, request: &Received) -> Option<(usize, u8)> {
        self.account.tries += 1;
        match self.identify(request) {
            Ok(known) => Some(known),
            Err(reason) => {
                if self.account.strange.len() < 5 {
                    self.account.strange.push(format!("{} {}: {reason}", request.method, request.target));
                }
                None
            }
        }
    }

    fn identify(&mut self, request: &Received) -> Result<(usize, u8), String> {
        let number = request.target.strip_prefix(PREFIX).and_then(|number| number.parse::<usize>().ok());
        let number = number.filter(|number| *number < self.requests.len()).ok_or("no such entity")?;
        if request.method != "PATCH" {
            return Err("the method is another".to_owned());
        }
        if request.header("authorization") != Some(format!("Bearer {TOKEN}").as_bytes()) {
            return Err("the token is another or missing".to_owned());
        }
        let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        if body["notes"] != note(self.seed, number) {
            return Err(format!("it carries what another one writes: {body}"));
        }
        let id = request.header("client-request-id").ok_or("no client-request-id")?;
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let known = &mut self.requests[number];
        if known.tries > 0 && known.id != hasher.finish() {
            return Err("a client-request-id that changed between two tries".to_owned());
        }
        if known.due.is_some_and(|due| Instant::now() < due) {
            self.account.early += 1;
        }
        let before = known.tries;
        *known = Known { tries: before.saturating_add(1), id: hasher.finish(), due: None };
        Ok((number, before))
    }

    /// Notes that a request's write is made.
    pub(super) fn wrote(&mut self, number: usize) {
        self.account.writes[number] = self.account.writes[number].saturating_add(1);
    }

    /// Notes that a request was told when to come again.
    pub(super) fn asked(&mut self, number: usize, wait: Duration) {
        self.requests[number].due = Some(Instant::now() + wait);
    }
}
