//! The client's side: sends requests, and records the outcome of each.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::transport::BoxFuture;
use graph_entity::{
    Budget, Client, Clock, Endpoint, Error as GraphError, ErrorKind, PlannedRequest, RateLimiter as _, Reply,
    Request, SystemClock, graph_entity,
};
use tokio::task::JoinSet;

use super::fault::{ATTEMPT_TIMEOUT, FaultPlan};
use super::record::note;
use super::token::{Issuer, now};
use super::watchdog::Watchdog;
use crate::process::{cpu_time, peak_memory, thread_cpu_time};
use crate::transports::TransportName;

/// The entity that requests update, each its own.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(update))]
struct ManagedDevice {
    id: String,
    notes: Option<String>,
}

/// The requests to send.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) transport: TransportName,
    pub(super) requests: usize,
    /// The number of requests after those, all at once, all of which are dropped.
    pub(super) crowd: usize,
    pub(super) plan: FaultPlan,
    pub(super) at_once: u16,
    /// The budget: attempts in a second.
    pub(super) rate: u32,
    pub(super) port: u16,
}

impl Task {
    /// Returns the number of requests after which memory should not grow: a tenth of all, and 20 of each
    /// sender, because each thread of blocking calls has memory of its own. At most half of all.
    pub(super) fn warm_up(&self) -> usize {
        (self.requests / 10).max(20 * usize::from(self.at_once)).min(self.requests / 2)
    }
}

/// The outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The request has not ended.
    Unfinished,
    Accepted,
    /// An error after which the write has not happened.
    Refused,
    /// An error after which the write may have happened.
    InDoubt,
    /// The future was dropped, at this time in milliseconds since 1970. The write may have happened.
    Dropped(u64),
}

/// The client's results of a run.
pub(super) struct Run {
    pub(super) outcomes: Vec<Outcome>,
    /// The number of errors by kind: refused, and in doubt.
    pub(super) kinds: BTreeMap<String, [u64; 2]>,
    /// The first violations that the client saw by itself.
    pub(super) violations: Vec<String>,
    pub(super) delays: Delays,
    /// The calls of the credential, and the tokens that it returned.
    pub(super) tokens: [u32; 2],
    /// The wait of the next request for its turn, after the crowd was dropped.
    pub(super) next_turn: Duration,
    /// The time of the requests, and with the crowd.
    pub(super) time: Duration,
    pub(super) whole_time: Duration,
    pub(super) cpu: Option<Duration>,
    /// Peak memory in KiB after the warm-up, and at the end.
    pub(super) peaks: Option<(u64, u64)>,
}

/// The delays: between attempts, and for a turn of the budget.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Delays {
    pub(super) count: u64,
    pub(super) sum: Duration,
    pub(super) longest: Duration,
}

/// The limit from the first attempt of a request to the last.
const MAX_RETRY_TIME: Duration = Duration::from_secs(20);
/// Longer than any request takes that does not hang: all retries, the timeout of the last attempt, and a slow
/// machine.
const HANG_LIMIT: Duration = Duration::from_secs(40);

/// The kinds of errors that the faults explain. Any other kind is a violation.
const EXPECTED: [ErrorKind; 15] = [
    ErrorKind::Credential,
    ErrorKind::Unauthorized,
    ErrorKind::Connect,
    ErrorKind::Timeout,
    ErrorKind::Broken,
    ErrorKind::Throttled,
    ErrorKind::ServerError,
    ErrorKind::BadGateway,
    ErrorKind::ServiceUnavailable,
    ErrorKind::GatewayTimeout,
    ErrorKind::HtmlReply,
    ErrorKind::TruncatedReply,
    ErrorKind::NotJson,
    ErrorKind::Redirected,
    ErrorKind::OtherStatus,
];

/// The window of the budget.
pub(super) const WINDOW: Duration = Duration::from_secs(1);

pub(super) fn run(task: &Task) -> Result<Run, Box<dyn Error>> {
    let delays = Arc::new(Mutex::new(Delays::default()));
    let issuer = Arc::new(Issuer::new(task.plan));
    let budget = Budget::new(WINDOW, task.rate, task.rate);
    let endpoint = Endpoint::try_from(format!("http://127.0.0.1:{}", task.port).as_str())?;
    let client = task
        .transport
        .set(Client::builder(), endpoint, ATTEMPT_TIMEOUT)?
        .credential(Arc::clone(&issuer))
        .budget(budget.clone())
        .timeout(ATTEMPT_TIMEOUT)
        .max_attempts(4)
        .max_retry_time(MAX_RETRY_TIME)
        .clock(CountingClock(Arc::clone(&delays)))
        .build()?;
    let watchdog = Watchdog::start(task.at_once, task.plan.seed, HANG_LIMIT);
    let shared = Arc::new(Shared {
        task: task.clone(),
        client,
        watchdog,
        next: AtomicUsize::new(0),
        results: Mutex::new(Results::new(task.requests + task.crowd)),
    });
    let runtime = tokio::runtime::Runtime::new()?;
    let start = Instant::now();
    let before = cpu_time();
    let of_ended_threads = if task.transport.is_awaited() {
        runtime.block_on(send_in_tasks(&shared))?;
        Duration::ZERO
    } else {
        send_on_threads(&shared)?
    };
    // Read before the runtime's threads end, because the system drops their times.
    let cpu = cpu_time().zip(before).map(|(after, before)| (after + of_ended_threads).saturating_sub(before));
    let (time, peak) = (start.elapsed(), peak_memory());
    let next_turn = runtime.block_on(async {
        send_crowd(&shared).await?;
        wait_for_turn(&budget).await
    })?;
    let results = core::mem::take(&mut *shared.results());
    let delays = *lock(&delays);
    Ok(Run {
        outcomes: results.outcomes,
        kinds: results.kinds,
        violations: results.violations,
        delays,
        tokens: issuer.counts(),
        next_turn,
        time,
        whole_time: start.elapsed(),
        cpu,
        peaks: results.warm_peak.zip(peak),
    })
}

/// Sends all requests, each sender in a task.
async fn send_in_tasks(shared: &Arc<Shared>) -> Result<(), String> {
    let mut senders = JoinSet::new();
    for slot in 0..shared.task.at_once.into() {
        let shared = Arc::clone(shared);
        senders.spawn(async move {
            while let Some(number) = shared.begin(slot) {
                shared.send(number, shared.task.plan.dropped_after(number)).await;
                shared.watchdog.end(slot);
            }
        });
    }
    join(senders).await
}

/// Sends all requests by blocking calls, each sender on a thread. Returns the processor time of the threads,
/// which have ended.
fn send_on_threads(shared: &Shared) -> Result<Duration, String> {
    std::thread::scope(|scope| {
        let start = |slot: u16| {
            scope.spawn(move || {
                while let Some(number) = shared.begin(slot.into()) {
                    shared.record(number, shared.request(number).send_blocking(&shared.client));
                    shared.watchdog.end(slot.into());
                }
                thread_cpu_time().unwrap_or_default()
            })
        };
        let threads: Vec<_> = (0..shared.task.at_once).map(start).collect();
        let times = threads.into_iter().map(|thread| thread.join().map_err(|_| "a sender failed".to_owned()));
        times.sum()
    })
}

/// How long the futures of the crowd are polled before they are dropped.
const CROWD_STAYS: Duration = Duration::from_millis(100);

/// Sends the crowd: requests for which the budget has no turn for seconds, so that most are dropped in its
/// queue.
async fn send_crowd(shared: &Arc<Shared>) -> Result<(), String> {
    let mut senders = JoinSet::new();
    for number in shared.task.requests..shared.task.requests + shared.task.crowd {
        let shared = Arc::clone(shared);
        senders.spawn(async move { shared.send(number, Some(CROWD_STAYS)).await });
    }
    join(senders).await
}

async fn join(mut senders: JoinSet<()>) -> Result<(), String> {
    while let Some(ended) = senders.join_next().await {
        ended.map_err(|error| format!("a sender failed: {error}"))?;
    }
    Ok(())
}

/// Returns how long the next request would wait for its turn.
async fn wait_for_turn(budget: &Budget) -> Result<Duration, String> {
    let request =
        [PlannedRequest::new(&http::Method::PATCH, "/deviceManagement/managedDevices/{managedDeviceId}")];
    let turn = budget.reserve(&request, Instant::now(), Duration::MAX).await;
    turn.map(|turn| turn.wait()).map_err(|error| error.to_string())
}

struct Shared {
    task: Task,
    client: Client,
    watchdog: Watchdog,
    next: AtomicUsize,
    results: Mutex<Results>,
}

#[derive(Default)]
struct Results {
    outcomes: Vec<Outcome>,
    kinds: BTreeMap<String, [u64; 2]>,
    violations: Vec<String>,
    warm_peak: Option<u64>,
}

impl Results {
    fn new(requests: usize) -> Self {
        Self { outcomes: vec![Outcome::Unfinished; requests], ..Self::default() }
    }

    fn violation(&mut self, number: usize, what: &str) {
        if self.violations.len() < 5 {
            self.violations.push(format!("request {number}: {what}"));
        }
    }
}

impl Shared {
    /// Takes the next request for a sender. `None` if no request is left.
    fn begin(&self, slot: usize) -> Option<usize> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if number >= self.task.requests {
            return None;
        }
        if number == self.task.warm_up() {
            self.results().warm_peak = peak_memory();
        }
        self.watchdog.begin(slot, number);
        Some(number)
    }

    fn request(&self, number: usize) -> Request<Option<ManagedDevice>> {
        let patch = ManagedDevice::patch().notes(note(self.task.plan.seed, number));
        ManagedDevice::update(number.to_string(), patch)
    }

    /// Sends a request, and drops its future if it has not ended after this time.
    async fn send(&self, number: usize, dropped_after: Option<Duration>) {
        let sending = self.request(number).send(&self.client);
        let ended = match dropped_after {
            None => Some(sending.await),
            Some(after) => tokio::time::timeout(after, sending).await.ok(),
        };
        match ended {
            Some(result) => self.record(number, result),
            None => self.results().outcomes[number] = Outcome::Dropped(now()),
        }
    }

    /// Records how a request ended.
    fn record(&self, number: usize, result: Result<Reply<Option<ManagedDevice>>, GraphError>) {
        let mut results = self.results();
        match result {
            Ok(reply) => {
                results.outcomes[number] = Outcome::Accepted;
                let written = note(self.task.plan.seed, number);
                // A reply with another request's entity.
                let wrong = reply.into_value().filter(|device| {
                    device.id != number.to_string() || device.notes.as_ref() != Some(&written)
                });
                if let Some(device) = wrong {
                    results.violation(
                        number,
                        &format!("the reply is that of {}, {:?}", device.id, device.notes),
                    );
                }
            }
            Err(error) => {
                let is_in_doubt = error.write_in_doubt();
                results.outcomes[number] = if is_in_doubt { Outcome::InDoubt } else { Outcome::Refused };
                let counts = results.kinds.entry(format!("{:?}", error.kind())).or_default();
                counts[usize::from(is_in_doubt)] += 1;
                if !EXPECTED.contains(&error.kind()) {
                    results.violation(number, &format!("an error that no fault explains: {error}"));
                }
            }
        }
    }

    fn results(&self) -> MutexGuard<'_, Results> {
        lock(&self.results)
    }
}

/// The system's clock, which counts the delays.
struct CountingClock(Arc<Mutex<Delays>>);

impl Clock for CountingClock {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn system_time(&self) -> SystemTime {
        SystemClock.system_time()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        {
            let mut delays = lock(&self.0);
            delays.count += 1;
            delays.sum += time;
            delays.longest = delays.longest.max(time);
        }
        SystemClock.sleep(time)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
