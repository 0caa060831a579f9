//! Who was asked to wait, and whether they did.

use std::time::Duration;

use hyper::Method;
use tokio::time::Instant;

/// A request that was told when to come back, and when the same one came next.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// `GET`, `PATCH`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The time that `Retry-After` asked for. None where the answer did not say.
    pub asked: Option<Duration>,
    /// The time until a request of this method and target came again. None if none has.
    pub waited: Option<Duration>,
}

impl Wait {
    /// Whether the client came back before the time it was asked to wait was over.
    pub fn is_too_early(&self) -> bool {
        matches!((self.asked, self.waited), (Some(asked), Some(waited)) if waited < asked)
    }
}

/// The newest waits are kept.
const MOST: usize = 10_000;

#[derive(Default)]
pub(crate) struct Ledger {
    waits: Vec<(Instant, Wait)>,
}

impl Ledger {
    /// Notes that a request came: it ends the wait of the same one. Gives the wait if it was too short.
    pub(crate) fn came(&mut self, method: &Method, target: &str) -> Option<Wait> {
        let open = self.waits.iter_mut().find(|(_, wait)| {
            wait.waited.is_none() && wait.method == method.as_str() && wait.target == target
        });
        let (since, wait) = open?;
        wait.waited = Some(since.elapsed());
        wait.is_too_early().then(|| wait.clone())
    }

    /// Notes that a request was told to come back.
    pub(crate) fn asked(&mut self, method: &Method, target: &str, asked: Option<Duration>) {
        let (method, target) = (method.to_string(), target.to_owned());
        if self.waits.len() >= MOST {
            self.waits.remove(0);
        }
        self.waits.push((Instant::now(), Wait { method, target, asked, waited: None }));
    }

    pub(crate) fn waits(&self) -> Vec<Wait> {
        self.waits.iter().map(|(_, wait)| wait.clone()).collect()
    }
}
