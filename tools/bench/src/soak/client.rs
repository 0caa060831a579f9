//! The client's side: sends, and notes how each request ended.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use graph_entity::transport::BoxFuture;
use graph_entity::{AccessToken, Client, Clock, ErrorKind, SystemClock, graph_entity};
use tokio::task::JoinSet;

use super::fault::PATIENCE;
use super::record::{TOKEN, note};
use super::watch::Watch;
use crate::process::{cpu_time, peak_memory};

/// What each request writes to.
#[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}", operations(update))]
struct ManagedDevice {
    id: String,
    notes: Option<String>,
}

/// What to send.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) requests: usize,
    pub(super) seed: u64,
    pub(super) at_once: u16,
    pub(super) port: u16,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It has not.
    None,
    Accepted,
    /// In an error after which the write has not happened.
    Refused,
    /// In an error after which the write may have happened.
    InDoubt,
}

/// How a run went.
pub(super) struct Run {
    pub(super) ends: Vec<End>,
    /// Errors by kind: those that say that nothing was written, and those that do not know.
    pub(super) kinds: BTreeMap<String, [u64; 2]>,
    /// What is wrong by itself; the first ones.
    pub(super) wrong: Vec<String>,
    pub(super) waits: Waits,
    pub(super) time: Duration,
    pub(super) cpu: Option<Duration>,
    /// Peak memory in KiB when a tenth of the requests was on its way, and at the end.
    pub(super) peaks: Option<(u64, u64)>,
}

/// The waits that the client put between tries.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Waits {
    pub(super) count: u64,
    pub(super) sum: Duration,
    pub(super) longest: Duration,
}

/// From the first try of a request to the last.
const RETRY_TIME: Duration = Duration::from_secs(20);
/// Longer than a request can take that does not hang: all its tries, the last one's time, and a slow machine.
const LIMIT: Duration = Duration::from_secs(40);

/// The kinds that the faults explain. Another one has no cause here.
const EXPECTED: [ErrorKind; 11] = [
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
];

pub(super) fn run(task: &Task) -> Result<Run, Box<dyn Error>> {
    let waits = Arc::new(Mutex::new(Waits::default()));
    let client = Client::builder()
        .endpoint(format!("http://127.0.0.1:{}", task.port).as_str())
        .credential(AccessToken::new(TOKEN)?)
        .timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .max_attempts(4)
        .max_retry_time(RETRY_TIME)
        .clock(Counting(Arc::clone(&waits)))
        .build()?;
    let watch = Watch::start(task.at_once, task.seed, LIMIT);
    let shared = Arc::new(Shared {
        task: task.clone(),
        client,
        watch,
        next: AtomicUsize::new(0),
        notes: Mutex::new(Notes::new(task.requests)),
    });
    let start = Instant::now();
    let before = cpu_time();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut senders = JoinSet::new();
        for place in 0..task.at_once.into() {
            senders.spawn(Arc::clone(&shared).send_all(place));
        }
        while let Some(ended) = senders.join_next().await {
            ended.map_err(|error| format!("a sender broke off: {error}"))?;
        }
        Ok::<(), String>(())
    })?;
    // Before the runtime's threads end, which take their part with them.
    let cpu = cpu_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    let time = start.elapsed();
    let notes = core::mem::take(&mut *shared.notes());
    let waits = *lock(&waits);
    Ok(Run {
        ends: notes.ends,
        kinds: notes.kinds,
        wrong: notes.wrong,
        waits,
        time,
        cpu,
        peaks: notes.tenth.zip(peak_memory()),
    })
}

struct Shared {
    task: Task,
    client: Client,
    watch: Watch,
    next: AtomicUsize,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    ends: Vec<End>,
    kinds: BTreeMap<String, [u64; 2]>,
    wrong: Vec<String>,
    tenth: Option<u64>,
}

impl Notes {
    fn new(requests: usize) -> Self {
        Self { ends: vec![End::None; requests], ..Self::default() }
    }

    fn wrong(&mut self, number: usize, what: &str) {
        if self.wrong.len() < 5 {
            self.wrong.push(format!("request {number}: {what}"));
        }
    }
}

impl Shared {
    /// Takes one request after the other until there are no more.
    async fn send_all(self: Arc<Self>, place: usize) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.task.requests {
                return;
            }
            if number == self.task.requests / 10 {
                self.notes().tenth = peak_memory();
            }
            self.watch.begin(place, number);
            self.send(number).await;
            self.watch.end(place);
        }
    }

    async fn send(&self, number: usize) {
        let written = note(self.task.seed, number);
        let patch = ManagedDevice::patch().notes(&written);
        let outcome = ManagedDevice::update(number.to_string(), patch).send(&self.client).await;
        let mut notes = self.notes();
        match outcome {
            Ok(reply) => {
                notes.ends[number] = End::Accepted;
                let other = reply.into_value().filter(|device| {
                    device.id != number.to_string() || device.notes.as_ref() != Some(&written)
                });
                if let Some(device) = other {
                    notes.wrong(number, &format!("the reply is that of {}, {:?}", device.id, device.notes));
                }
            }
            Err(error) => {
                let is_in_doubt = error.write_in_doubt();
                notes.ends[number] = if is_in_doubt { End::InDoubt } else { End::Refused };
                let counts = notes.kinds.entry(format!("{:?}", error.kind())).or_default();
                counts[usize::from(is_in_doubt)] += 1;
                if !EXPECTED.contains(&error.kind()) {
                    notes.wrong(number, &format!("an error that no fault explains: {error}"));
                }
            }
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        lock(&self.notes)
    }
}

/// The system's clock, which notes what it is asked to wait.
struct Counting(Arc<Mutex<Waits>>);

impl Clock for Counting {
    fn now(&self) -> Instant {
        SystemClock.now()
    }

    fn system_time(&self) -> SystemTime {
        SystemClock.system_time()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        {
            let mut waits = lock(&self.0);
            waits.count += 1;
            waits.sum += time;
            waits.longest = waits.longest.max(time);
        }
        SystemClock.sleep(time)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
