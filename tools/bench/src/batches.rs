//! Whether many writes in batches each arrive once and take little memory.
//!
//! The server and the client are processes of their own: the server counts what it received, and the kernel
//! reports peak memory per process. A run with a tenth of the writes is the reference, because a process takes
//! memory before its first write.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use graph_entity::{AccessToken, Client};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Verdict;
use crate::process::{Subprocess, peak_memory};
use crate::run::annotated::ManagedDevice;
use crate::serve::{self, JSON, Received};
use crate::table::grouped;

/// Options of the check.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The number of writes.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
    writes: u32,
}

/// The most requests in a batch.
const BATCH: u32 = 20;

/// The limit of the additional memory of each further write, in bytes: what its request, its reply and its
/// place in the results take together.
const MAX_PER_WRITE: u64 = 8 * 1024;

pub(crate) fn check(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let (few, many) = (options.writes / 10, options.writes);
    let report = Report { few: run(few)?, many: run(many)? };
    Ok(Verdict { text: report.to_string(), broken: report.broken() })
}

/// Sends so many writes, in a process of its own, to a server in another.
fn run(writes: u32) -> Result<Run, Box<dyn Error>> {
    let mut server = Subprocess::start(&["serve-batches".to_owned()])?;
    let port = server.line()?;
    let arguments = ["patch-in-batches".to_owned(), format!("--port={port}"), format!("--writes={writes}")];
    let sent = serde_json::from_str(&Subprocess::start(&arguments)?.finish()?)?;
    let received = serde_json::from_str(&server.finish()?)?;
    Ok(Run { writes, sent, received })
}

struct Report {
    few: Run,
    many: Run,
}

struct Run {
    writes: u32,
    sent: SentWrites,
    received: ReceivedWrites,
}

/// The result of the client's process.
#[derive(Serialize, Deserialize)]
struct SentWrites {
    /// The writes whose reply was the changed entity.
    accepted: u32,
    peak: Option<u64>,
}

/// The result of the server's process.
#[derive(Default, Serialize, Deserialize)]
struct ReceivedWrites {
    batches: u32,
    /// Distinct entities.
    entities: u32,
    writes: u32,
    /// Requests that are not such writes.
    others: u32,
}

impl Report {
    fn broken(&self) -> Vec<String> {
        let mut broken: Vec<_> = [&self.few, &self.many].into_iter().flat_map(Run::broken).collect();
        if let Some(bytes) = self.per_write()
            && bytes > MAX_PER_WRITE
        {
            broken.push(format!("each write took {bytes} bytes, above {MAX_PER_WRITE}"));
        }
        broken
    }

    /// The additional memory of each write of the long run, in bytes.
    fn per_write(&self) -> Option<u64> {
        let more = self.many.sent.peak?.saturating_sub(self.few.sent.peak?) * 1024;
        Some(more / u64::from(self.many.writes - self.few.writes))
    }
}

impl Run {
    fn broken(&self) -> Vec<String> {
        let (writes, sent, received) = (self.writes, &self.sent, &self.received);
        let mut broken = Vec::new();
        let mut expect = |what: &str, expected: u32, found: u32| {
            if expected != found {
                broken.push(format!("{found} {what} of {writes} writes, expected {expected}"));
            }
        };
        expect("accepted", writes, sent.accepted);
        expect("received", writes, received.writes);
        expect("entities changed", writes, received.entities);
        expect("batches", writes.div_ceil(BATCH), received.batches);
        expect("other requests", 0, received.others);
        broken
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "PATCHes in batches of {BATCH}, over TCP\n")?;
        writeln!(
            f,
            "{:>10} {:>14} {:>14} {:>18}",
            "writes", "accepted once", "HTTP requests", "peak memory, KiB"
        )?;
        for run in [&self.few, &self.many] {
            let peak = run.sent.peak.map_or_else(|| "not measured".to_owned(), grouped);
            let once = run.sent.accepted.min(run.received.entities);
            let (writes, once) = (grouped(run.writes), grouped(once));
            writeln!(f, "{writes:>10} {once:>14} {:>14} {peak:>18}", grouped(run.received.batches))?;
        }
        match self.per_write() {
            Some(bytes) => {
                writeln!(f, "\nmemory of each further write: {bytes} bytes (allowed: {MAX_PER_WRITE})")
            }
            None => writeln!(f, "\nmemory is not checked: this system has no /proc/self/status to read"),
        }
    }
}

/// The client of a run.
#[derive(clap::Args)]
pub(crate) struct Patching {
    #[arg(long)]
    port: u16,
    #[arg(long)]
    writes: u32,
}

pub(crate) fn patch(patching: &Patching) -> Result<String, Box<dyn Error>> {
    let accepted = tokio::runtime::Runtime::new()?.block_on(send(patching))?;
    Ok(serde_json::to_string(&SentWrites { accepted, peak: peak_memory() })?)
}

async fn send(patching: &Patching) -> Result<u32, Box<dyn Error>> {
    let client = Client::builder()
        .endpoint(format!("http://127.0.0.1:{}", patching.port).as_str())
        .credential(AccessToken::new("token-of-the-batches")?)
        .build()?;
    let requests = (0..patching.writes).map(|number| {
        let patch = ManagedDevice::patch().device_name(format!("KIOSK-{number}")).notes("Moved to the lobby");
        ManagedDevice::update(number.to_string(), patch)
    });
    let mut accepted = 0;
    for (reply, number) in client.send_all(requests).await.into_iter().zip(0_u32..) {
        let device = reply?.into_value().ok_or("a reply without its entity")?;
        if device.id != number.to_string() {
            return Err(format!("the reply of {number} has the entity {}", device.id).into());
        }
        accepted += 1;
    }
    Ok(accepted)
}

/// The server of a run: answers each request of a batch with the changed entity, and prints its counts.
pub(crate) fn serve() -> Result<String, Box<dyn Error>> {
    let counts = Arc::<Mutex<Counts>>::default();
    let counting = counts.clone();
    serve::until_stdin_closes(|listener| {
        serve::answer_all(listener, move |request| {
            counting.lock().unwrap_or_else(PoisonError::into_inner).answer(request)
        })
    })?;
    let counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(serde_json::to_string(&ReceivedWrites {
        batches: counts.batches,
        entities: u32::try_from(counts.writes.len())?,
        writes: counts.writes.values().sum(),
        others: counts.others,
    })?)
}

#[derive(Default)]
struct Counts {
    batches: u32,
    /// How often each entity was written.
    writes: HashMap<String, u32>,
    others: u32,
}

impl Counts {
    fn answer(&mut self, request: &Received) -> Vec<u8> {
        let batch: Option<Value> = serde_json::from_slice(&request.body).ok();
        let requests = batch.as_ref().and_then(|batch| batch["requests"].as_array());
        let (Some(requests), "/v1.0/$batch") = (requests, request.target.as_str()) else {
            self.others += 1;
            return serve::answer("404 Not Found", "", "");
        };
        self.batches += 1;
        let responses: Vec<_> = requests.iter().map(|request| self.reply(request)).collect();
        serve::answer("200 OK", JSON, &json!({ "responses": responses }).to_string())
    }

    fn reply(&mut self, request: &Value) -> Value {
        let url = request["url"].as_str().unwrap_or_default();
        let id = url.strip_prefix("/deviceManagement/managedDevices/");
        let (Some(id), Some("PATCH")) = (id, request["method"].as_str()) else {
            self.others += 1;
            return json!({ "id": request["id"], "status": 404 });
        };
        *self.writes.entry(id.to_owned()).or_default() += 1;
        let mut body = request["body"].clone();
        body["id"] = json!(id);
        json!({
            "id": request["id"],
            "status": 200,
            "headers": { "Content-Type": "application/json" },
            "body": body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(accepted: u32, entities: u32, peak: u64) -> Run {
        let received = ReceivedWrites { batches: 50, entities, writes: 1_000, others: 0 };
        Run { writes: 1_000, sent: SentWrites { accepted, peak: Some(peak) }, received }
    }

    #[test]
    fn a_lost_and_a_repeated_write_are_reported() {
        assert_eq!(run(1_000, 1_000, 0).broken(), [""; 0]);
        assert!(run(999, 1_000, 0).broken()[0].starts_with("999 accepted"));
        assert!(run(1_000, 999, 0).broken()[0].starts_with("999 entities changed"));
    }

    #[test]
    fn memory_that_grows_too_much_is_reported() {
        let mut many = run(10_000, 10_000, 20_000);
        (many.writes, many.received.batches, many.received.writes) = (10_000, 500, 10_000);
        let mut report = Report { few: run(1_000, 1_000, 10_000), many };
        assert_eq!(report.broken(), [""; 0]);
        report.many.sent.peak = Some(100_000);
        assert!(report.broken()[0].contains("bytes, above"), "{:?}", report.broken());
    }
}
