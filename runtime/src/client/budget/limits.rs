//! What a budget limits, wherever it is counted.

use core::time::Duration;

use super::PlannedRequest;

/// The numbers of requests in a window of time, and which requests count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) window: Duration,
    pub(super) all: u32,
    pub(super) writes: u32,
    /// The paths that are counted, with everything below them. All if there are none.
    pub(super) prefixes: &'static [&'static str],
}

/// The number of requests that are sent together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Demand {
    pub(super) all: u32,
    /// Those among them that may change something.
    pub(super) writes: u32,
}

impl Limits {
    /// The requests among these that are counted.
    pub(super) fn demand(&self, requests: &[PlannedRequest<'_>]) -> Demand {
        let mut demand = Demand::default();
        for request in requests.iter().filter(|request| self.counts(request.template())) {
            demand.all += 1;
            demand.writes += u32::from(request.is_write());
        }
        demand
    }

    fn counts(&self, template: &str) -> bool {
        let below = |prefix: &&str| {
            template.strip_prefix(*prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
        };
        self.prefixes.is_empty() || self.prefixes.iter().any(below)
    }
}
