//! A budget that many processes share, counted by a Redis server.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};
use std::time::Instant;

use super::limits::Demand;
use super::{Budget, PlannedRequest, RateLimiter, Reservation, TooLate};
use crate::base::BoxFuture;

mod answer;
mod server;
mod worker;

use self::answer::{Answer, answer};
use self::server::Server;
use self::worker::{Job, Worker};

/// A [`Budget`] that many processes share: a Redis server counts the requests of all of them.
///
/// ```no_run
/// use graph_entity::{AccessToken, Budget, Client, RedisBudget};
///
/// let budget = RedisBudget::new("redis://10.0.0.7/", "contoso/reporting", Budget::intune())?;
/// let client = Client::builder()
///     .credential(AccessToken::new("test-token")?)
///     .budget(budget)
///     .build()?;
/// # let _ = client;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Clones share their connection. The count is one atomic step by the server's clock, so that the clocks of the
/// processes need not agree. It needs Redis 5 or later, or a server with the same commands and scripts. The
/// connection is used by a thread of its own: any async runtime will do, or none.
///
/// # A process that ends
///
/// What a process has sent counts until the window has passed. What it has only reserved is given back at once
/// if its requests are dropped, and after ten seconds if the process ends or loses the server: as long as
/// requests wait, the process tells the server that it is there. The keys expire when nothing counts any more.
///
/// # A server that fails
///
/// Without the server, requests are sent nevertheless, and each process keeps to the limits by itself: an
/// outage of the budget must not be one of the program, and Graph still enforces its limits by 429, which the
/// client waits for. The server is asked again after a second; it has a second for each answer.
/// [`failures`](Self::failures) counts the requests, and with the feature `tracing` there is an event when it
/// begins and when it ends.
#[derive(Clone)]
pub struct RedisBudget {
    shared: Arc<Shared>,
}

struct Shared {
    /// The limits, and the count for the time in which the server fails.
    local: Budget,
    jobs: Sender<Job>,
    failures: AtomicU64,
}

/// The address of a Redis server that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidServerError;

impl fmt::Display for InvalidServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address is not shown, because it may hold a password.
        f.write_str(
            "the address of the Redis server is invalid: expected `redis://host:port/`, or `unix:///path`",
        )
    }
}

impl std::error::Error for InvalidServerError {}

impl RedisBudget {
    /// The limits of `budget`, which counts itself while the server fails, counted by the server at
    /// `address`, `redis://user:password@host:port/database`.
    ///
    /// Requests count together under one `name`. Graph's limits for Intune are those of one application in one
    /// tenant, so the name is made from these two. All processes under one name must have the same limits.
    ///
    /// The server is connected to when it is first needed.
    ///
    /// # Errors
    /// If the address is not one of a Redis server.
    pub fn new(address: &str, name: &str, budget: Budget) -> Result<Self, InvalidServerError> {
        let server = Server::new(address, name, budget.limits).map_err(|_| InvalidServerError)?;
        let (jobs, received) = channel();
        let worker = Worker::new(server, jobs.clone());
        // Where no thread can be started, nobody receives the jobs: the same as a server that fails.
        let _ = std::thread::Builder::new()
            .name("graph-entity-redis".to_owned())
            .spawn(move || worker.run(&received));
        Ok(Self { shared: Arc::new(Shared { local: budget, jobs, failures: AtomicU64::new(0) }) })
    }

    /// The number of reservations that the server did not answer, so that they were counted in this process.
    pub fn failures(&self) -> u64 {
        self.shared.failures.load(Relaxed)
    }
}

impl Shared {
    async fn take(&self, demand: Demand, now: Instant, longest: Duration) -> Result<Reservation, TooLate> {
        if demand.all == 0 {
            return Ok(Reservation::uncounted());
        }
        let (answer, answered) = answer();
        let _ = self.jobs.send(Job::Reserve { demand, longest, answer });
        match answered.await {
            Answer::Counted(turn) => turn,
            Answer::Failed => {
                self.failures.fetch_add(1, Relaxed);
                self.local.take(demand, now, longest)
            }
        }
    }
}

impl RateLimiter for RedisBudget {
    fn reserve<'a>(
        &'a self,
        requests: &'a [PlannedRequest<'a>],
        now: Instant,
        longest: Duration,
    ) -> BoxFuture<'a, Result<Reservation, TooLate>> {
        Box::pin(self.shared.take(self.shared.local.limits.demand(requests), now, longest))
    }
}

/// The worker holds a sender too, for turns that are given back, so it is told when to end.
impl Drop for Shared {
    fn drop(&mut self) {
        let _ = self.jobs.send(Job::End);
    }
}

/// Omits the address, which may hold a password.
impl fmt::Debug for RedisBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBudget")
            .field("budget", &self.shared.local)
            .field("failures", &self.failures())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_and_never_shown() {
        let wrong = RedisBudget::new("http://user:hidden@host/", "x", Budget::intune()).unwrap_err();
        assert!(!format!("{wrong} {wrong:?}").contains("hidden"), "{wrong}");
        let budget = RedisBudget::new("redis://user:hidden@localhost/", "x", Budget::intune()).unwrap();
        assert!(!format!("{budget:?}").contains("hidden"), "{budget:?}");
    }
}
