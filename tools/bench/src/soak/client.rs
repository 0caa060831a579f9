//! The client's side: sends requests, and records the outcome of each.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::transport::BoxFuture;
use graph_entity::{AccessToken, Client, Clock, Endpoint, ErrorKind, SystemClock, graph_entity};
use tokio::task::JoinSet;

use super::fault::ATTEMPT_TIMEOUT;
use super::record::{TOKEN, note};
use super::watchdog::Watchdog;
use crate::process::{cpu_time, peak_memory};
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
    pub(super) seed: u64,
    pub(super) at_once: u16,
    pub(super) port: u16,
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
}

/// The client's results of a run.
pub(super) struct Run {
    pub(super) outcomes: Vec<Outcome>,
    /// The number of errors by kind: refused, and in doubt.
    pub(super) kinds: BTreeMap<String, [u64; 2]>,
    /// The first violations that the client saw by itself.
    pub(super) violations: Vec<String>,
    pub(super) delays: Delays,
    pub(super) time: Duration,
    pub(super) cpu: Option<Duration>,
    /// Peak memory in KiB after a tenth of the requests, and at the end.
    pub(super) peaks: Option<(u64, u64)>,
}

/// The delays between attempts.
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
const EXPECTED: [ErrorKind; 13] = [
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

pub(super) fn run(task: &Task) -> Result<Run, Box<dyn Error>> {
    let delays = Arc::new(Mutex::new(Delays::default()));
    let endpoint = Endpoint::try_from(format!("http://127.0.0.1:{}", task.port).as_str())?;
    let client = task
        .transport
        .set(Client::builder(), endpoint, ATTEMPT_TIMEOUT)?
        .credential(AccessToken::new(TOKEN)?)
        .timeout(ATTEMPT_TIMEOUT)
        .max_attempts(4)
        .max_retry_time(MAX_RETRY_TIME)
        .clock(CountingClock(Arc::clone(&delays)))
        .build()?;
    let watchdog = Watchdog::start(task.at_once, task.seed, HANG_LIMIT);
    let shared = Arc::new(Shared {
        task: task.clone(),
        client,
        watchdog,
        next: AtomicUsize::new(0),
        results: Mutex::new(Results::new(task.requests)),
    });
    let start = Instant::now();
    let before = cpu_time();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut senders = JoinSet::new();
        for slot in 0..task.at_once.into() {
            senders.spawn(Arc::clone(&shared).send_all(slot));
        }
        while let Some(ended) = senders.join_next().await {
            ended.map_err(|error| format!("a sender failed: {error}"))?;
        }
        Ok::<(), String>(())
    })?;
    // Read before the runtime's threads end, because the system drops their times.
    let cpu = cpu_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    let time = start.elapsed();
    let results = core::mem::take(&mut *shared.results());
    let delays = *lock(&delays);
    Ok(Run {
        outcomes: results.outcomes,
        kinds: results.kinds,
        violations: results.violations,
        delays,
        time,
        cpu,
        peaks: results.peak_at_tenth.zip(peak_memory()),
    })
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
    peak_at_tenth: Option<u64>,
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
    /// Sends one request after the other until none is left.
    async fn send_all(self: Arc<Self>, slot: usize) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.task.requests {
                return;
            }
            if number == self.task.requests / 10 {
                self.results().peak_at_tenth = peak_memory();
            }
            self.watchdog.begin(slot, number);
            self.send(number).await;
            self.watchdog.end(slot);
        }
    }

    async fn send(&self, number: usize) {
        let written = note(self.task.seed, number);
        let patch = ManagedDevice::patch().notes(&written);
        let outcome = ManagedDevice::update(number.to_string(), patch).send(&self.client).await;
        let mut results = self.results();
        match outcome {
            Ok(reply) => {
                results.outcomes[number] = Outcome::Accepted;
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
