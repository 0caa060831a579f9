//! Whether a client with a budget uses the limits of a service, and is never throttled.
//!
//! The service is the emulator with Intune's limits, in a process of its own, and so is each client. They run
//! once with one client and a budget of its own, and once with several that share a budget in Redis.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use graph_entity::{AccessToken, Budget, Client, RedisBudget, graph_entity};
use graph_entity_emulator::{Emulator, Throttle};
use serde::{Deserialize, Serialize};

use crate::Verdict;
use crate::process::Subprocess;

/// Options of the check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What Intune's limits are divided by: their numbers and their window of 20 seconds. The rate stays.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=10))]
    divisor: u32,
    /// How many windows are filled.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=100))]
    windows: u32,
    /// How many processes share the budget.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(2..=16))]
    processes: u32,
    /// The part of the allowed rate, in percent, that has to be reached. A machine that does other work reaches less.
    #[arg(long, default_value_t = 95, value_parser = clap::value_parser!(u32).range(..=100))]
    min_rate: u32,
}

/// The documented writes of an application in a tenant, and their window.
const WRITES: u32 = 100;
const REQUESTS: u32 = 1_000;
const WINDOW: Duration = Duration::from_secs(20);

/// A budget's window is longer than that of the service by this part, because requests take different times.
const MARGIN: f64 = 0.03;

/// An entity of Intune's own limits: managed devices have others.
#[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
struct DeviceCategory {
    #[graph(read_only)]
    id: String,
    display_name: Option<String>,
}

impl Options {
    fn writes(&self) -> u32 {
        WRITES / self.divisor
    }

    fn window(&self) -> Duration {
        WINDOW / self.divisor
    }

    /// Runs the processes against an emulator of their own.
    fn run(&self, processes: u32, redis: Option<&str>) -> Result<Run, Box<dyn Error>> {
        let mut emulator =
            Subprocess::start(&["serve-limits".to_owned(), format!("--divisor={}", self.divisor)])?;
        let endpoint = emulator.line()?;
        let writes = self.writes() * self.windows / processes;
        let clients = (0..processes).map(|number| {
            let mut arguments = vec![
                "keep-to-limits".to_owned(),
                format!("--endpoint={endpoint}"),
                format!("--divisor={}", self.divisor),
                format!("--first={}", number * writes),
                format!("--writes={writes}"),
            ];
            arguments.extend(redis.map(|address| format!("--redis={address}")));
            Subprocess::start(&arguments)
        });
        let clients = clients.collect::<Result<Vec<_>, _>>()?;
        let mut failures = 0;
        for client in clients {
            failures += client.finish()?.trim().parse::<u64>()?;
        }
        let served: Served = serde_json::from_str(&emulator.finish()?)?;
        Ok(Run { processes, sent: writes * processes, served, failures })
    }
}

pub(crate) fn check(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let alone = options.run(1, None)?;
    let shared = match Redis::start()? {
        Some(redis) => Some(options.run(options.processes, Some(&redis.address()))?),
        None => None,
    };
    let runs: Vec<_> = [Some(alone), shared].into_iter().flatten().collect();
    let mut text = format!(
        "PATCHes under a limit of {} in {:?}, {} windows\n\n{:>9} {:>8} {:>9} {:>5} {:>22}\n",
        options.writes(),
        options.window(),
        options.windows,
        "processes",
        "sent",
        "accepted",
        "429",
        "of the allowed rate, %"
    );
    let mut broken = Vec::new();
    for run in &runs {
        let percent = run.rate(options) * 100.0;
        let Run { processes, sent, served, .. } = run;
        let _ = writeln!(
            text,
            "{processes:>9} {sent:>8} {:>9} {:>5} {percent:>22.1}",
            served.accepted, served.throttled
        );
        broken.extend(run.broken(options));
    }
    if runs.len() == 1 {
        text.push_str("\nSKIPPED: processes that share a budget: there is no `redis-server` (apt install redis-server)\n");
    }
    Ok(Verdict { text, broken })
}

struct Run {
    processes: u32,
    sent: u32,
    served: Served,
    /// The reservations that Redis did not answer.
    failures: u64,
}

/// What the emulator has received.
#[derive(Serialize, Deserialize)]
struct Served {
    accepted: u32,
    throttled: u32,
    others: u32,
    /// The time from the first accepted request to the last.
    time: Duration,
}

impl Run {
    /// The part of the allowed rate. A limit allows its number at once, and then as many in each window: so
    /// the last window's requests may come when all windows before it are over.
    fn rate(&self, options: &Options) -> f64 {
        let windows = self.sent.div_ceil(options.writes()) - 1;
        (options.window() * windows).as_secs_f64() / self.served.time.as_secs_f64()
    }

    fn broken(&self, options: &Options) -> Vec<String> {
        let (of, rate) = (self.processes, self.rate(options));
        let mut broken = Vec::new();
        if (self.served.accepted, self.served.throttled, self.served.others) != (self.sent, 0, 0) {
            let Served { accepted, throttled, others, .. } = self.served;
            broken.push(format!(
                "{of} processes: {accepted} of {} accepted, {throttled} answered by 429, {others} otherwise",
                self.sent
            ));
        }
        if rate * 100.0 < f64::from(options.min_rate) {
            broken.push(format!("{of} processes: {:.1} % of the allowed rate", rate * 100.0));
        }
        // The emulator counts exactly, so that more than all was not measured but miscounted.
        if rate > 1.001 {
            broken.push(format!("{of} processes: more than the limit was accepted, {:.1} %", rate * 100.0));
        }
        if self.failures > 0 {
            broken.push(format!("{of} processes: Redis did not answer {} times", self.failures));
        }
        broken
    }
}

/// One of the clients.
#[derive(clap::Args)]
pub(crate) struct Writing {
    #[arg(long)]
    endpoint: String,
    #[arg(long)]
    divisor: u32,
    #[arg(long)]
    first: u32,
    #[arg(long)]
    writes: u32,
    #[arg(long)]
    redis: Option<String>,
}

/// Sends the writes, all at once, and returns how often Redis failed.
pub(crate) fn write(writing: &Writing) -> Result<String, Box<dyn Error>> {
    let window = (WINDOW / writing.divisor).mul_f64(1.0 + MARGIN);
    let budget = Budget::new(window, REQUESTS / writing.divisor, WRITES / writing.divisor);
    let client = Client::builder()
        .endpoint(writing.endpoint.as_str())
        .credential(AccessToken::new("emulator-token")?)
        .deadline(Duration::MAX);
    let shared = match &writing.redis {
        Some(address) => Some(RedisBudget::new(address, "fleet", budget.clone())?),
        None => None,
    };
    let client = match shared.clone() {
        Some(shared) => client.budget(shared),
        None => client.budget(budget),
    };
    tokio::runtime::Runtime::new()?.block_on(send(&client.build()?, writing.first, writing.writes))?;
    Ok(shared.map_or(0, |shared| shared.failures()).to_string())
}

async fn send(client: &Client, first: u32, writes: u32) -> Result<(), Box<dyn Error>> {
    let tasks: Vec<_> = (first..first + writes)
        .map(|number| {
            let client = client.clone();
            let patch = DeviceCategory::patch().display_name(format!("Kiosk {number}"));
            let request = DeviceCategory::update("1", patch);
            tokio::spawn(async move { request.send(&client).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// The emulator, in a process of its own.
#[derive(Clone, clap::Args)]
pub(crate) struct Limited {
    #[arg(long)]
    divisor: u32,
}

pub(crate) fn serve(limited: &Limited) -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let emulator = runtime.block_on(
        Emulator::builder()
            .seed::<DeviceCategory>(["1"], serde_json::json!({}))
            .throttle(Throttle::intune().scaled(limited.divisor))
            .recording_limit(usize::MAX)
            .start(),
    );
    println!("{}", emulator.endpoint());
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    let mut served = Served { accepted: 0, throttled: 0, others: 0, time: Duration::ZERO };
    let mut first = None;
    for request in emulator.requests() {
        match request.status {
            200 | 204 => {
                served.accepted += 1;
                let first = *first.get_or_insert(request.received);
                served.time = request.received.duration_since(first)?.max(served.time);
            }
            429 => served.throttled += 1,
            _ => served.others += 1,
        }
    }
    Ok(serde_json::to_string(&served)?)
}

/// A server of Redis for one run, which listens only at a socket in a folder of its own.
struct Redis {
    process: Child,
    folder: PathBuf,
}

impl Redis {
    /// `None` if there is no `redis-server` on this machine.
    fn start() -> Result<Option<Self>, Box<dyn Error>> {
        let folder = env::temp_dir().join(format!("graph-entity-bench-{}", process::id()));
        fs::create_dir_all(&folder)?;
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(folder.join("socket"))
            .stdout(Stdio::null())
            .spawn();
        let process = match process {
            Ok(process) => process,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let redis = Self { process, folder };
        let start = Instant::now();
        while !redis.folder.join("socket").exists() {
            if start.elapsed() > Duration::from_secs(30) {
                return Err("redis-server does not listen".into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Some(redis))
    }

    fn address(&self) -> String {
        format!("unix://{}", self.folder.join("socket").display())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It has nothing to save.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(accepted: u32, throttled: u32, time: Duration) -> Run {
        let served = Served { accepted, throttled, others: 0, time };
        Run { processes: 1, sent: 200, served, failures: 0 }
    }

    #[test]
    fn a_slow_and_a_throttled_client_are_reported() {
        let options = Options { divisor: 2, windows: 4, processes: 4, min_rate: 95 };
        assert_eq!(run(200, 0, Duration::from_secs(31)).broken(&options), [""; 0]);
        for (run, expected) in [
            (run(200, 1, Duration::from_secs(31)), "1 answered by 429"),
            (run(199, 0, Duration::from_secs(31)), "199 of 200 accepted"),
            (run(200, 0, Duration::from_secs(32)), "93.8 %"),
            (run(200, 0, Duration::from_secs(29)), "more than the limit"),
        ] {
            let broken = run.broken(&options);
            assert!(broken.len() == 1 && broken[0].contains(expected), "{broken:?}");
        }
    }
}
