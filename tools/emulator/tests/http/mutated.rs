//! A fuzz test: ten thousand invalid requests. Each gets an answer in Graph's form or a closed connection,
//! nothing panics or hangs, and valid requests in between are served.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::time::timeout;

use crate::entities::{self, ManagedDevice, STATE, Sample};
use crate::every_kind;
use crate::metadata::DOCUMENT;
use crate::mutator::{Random, Request, missing, mutated, requests};
use crate::wire::{TOKEN, raw};

const CASES: u64 = 10_000;
/// The number of concurrent cases, after which a valid request is sent.
const AT_ONCE: usize = 100;
/// Longer than anything takes that does not hang, including the emulator's own time limits.
const HANG_LIMIT: Duration = Duration::from_secs(60);
/// Requests that do not end keep their connections for so long. It is short, since the test waits for them.
const READ_LIMIT: Duration = Duration::from_millis(100);
/// The name of this test's threads, to distinguish their panics from those of other tests.
const THREAD: &str = "mutated";

static PANICS: AtomicUsize = AtomicUsize::new(0);

#[test]
fn ten_thousand_invalid_requests_get_an_envelope_or_a_closed_connection() {
    let given = std::env::var("MUTATED_SEED").ok().map(|seed| seed.parse().expect("a seed is a number"));
    let seed: u64 = given.unwrap_or_else(|| std::time::UNIX_EPOCH.elapsed().unwrap().as_secs());
    println!("seed {seed}; MUTATED_SEED={seed} runs the same ones again");
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() == Some(THREAD) {
            PANICS.fetch_add(1, Ordering::Relaxed);
        }
        before(info);
    }));
    let runtime = runtime::Builder::new_multi_thread().enable_all().thread_name(THREAD).build().unwrap();
    let ended = runtime.block_on(async { tokio::spawn(run(seed)).await.expect("the test does not panic") });
    let counts = ended.unwrap_or_else(|wrong| panic!("seed {seed}, {wrong}"));
    println!("{counts:?}");
    // Without this, the test would pass on an emulator that refuses every request.
    assert!(
        counts.served > 200 && counts.refused > 5_000 && counts.closed < 3_000,
        "seed {seed}: {counts:?}"
    );
}

/// The number of requests by outcome.
#[derive(Debug, Default)]
struct Counts {
    served: usize,
    refused: usize,
    closed: usize,
}

async fn run(seed: u64) -> Result<Counts, String> {
    let builder = entities::state()
        .metadata("beta", DOCUMENT)
        .seed_at("/beta/categories/1", json!({"label": "x"}))
        .seed_at("/beta/categories/2", json!({"label": "y"}))
        .seed_at(
            "/beta/apps/1",
            json!({"@odata.type": "#microsoft.graph.win32App", "name": "a", "channel": "stable", "score": 1,
                "createdDateTime": "2017-01-01T00:00:00Z"}),
        )
        .seed::<Sample>(["1"], json!({"tags": ["a"]}))
        .seed::<ManagedDevice>(["1"], json!({"deviceName": "one", "apps": [{"id": "a"}]}))
        .seed::<ManagedDevice>(["2"], json!({"deviceName": "two", "size": 3}));
    let start = async |builder: Builder| {
        Arc::new(builder.read_timeout(READ_LIMIT).recording_limit(200).start().await)
    };
    let (first, other) = (start(builder).await, start(every_kind::emulator()).await);
    let more = every_kind::requests(&other).await;
    let served = [(first, Arc::new(requests()), STATE), (other, Arc::new(more), every_kind::USER)];
    let mut counts = Counts::default();
    for start in (0..CASES).step_by(AT_ONCE) {
        let cases = (start..start + AT_ONCE as u64).zip(served.iter().cycle()).map(|(case, served)| {
            let (emulator, requests) = (Arc::clone(&served.0), Arc::clone(&served.1));
            (case, tokio::spawn(async move { one(&emulator, &requests, seed, case).await }))
        });
        for (case, task) in cases.collect::<Vec<_>>() {
            let answers = task.await.expect("a case does not panic");
            counts.add(&answers.map_err(|wrong| format!("case {case}: {wrong}"))?);
        }
        if PANICS.load(Ordering::Relaxed) > 0 {
            return Err(format!("cases from {start} on: the emulator panicked"));
        }
        for (emulator, _, path) in &served {
            let good = timeout(HANG_LIMIT, answered(emulator, path)).await;
            // A mutated request may have deleted the entity.
            if !matches!(good, Ok(200 | 404)) {
                return Err(format!("after the cases from {start} on: {good:?} for a right request"));
            }
        }
    }
    Ok(counts)
}

/// The status of the answer to a GET. On a busy machine, the request itself may arrive after the time limit, and is sent
/// again.
async fn answered(emulator: &Emulator, path: &str) -> u16 {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{TOKEN}\r\n\r\n");
    loop {
        if let Some(answer) = raw(emulator, request.as_bytes()).await {
            return answer.status;
        }
    }
}

impl Counts {
    fn add(&mut self, answers: &[Answer]) {
        match answers.first() {
            None => self.closed += 1,
            Some(Answer { status: ..400, .. }) => self.served += 1,
            Some(_) => self.refused += 1,
        }
    }
}

/// Sends one case and checks the answers.
async fn one(emulator: &Emulator, requests: &[Request], seed: u64, case: u64) -> Result<Vec<Answer>, String> {
    let mut random = Random::of_case(seed, case);
    let sent = mutated(requests, &mut random);
    let keeps_open = random.one_in(50);
    let shown = String::from_utf8_lossy(&sent[..sent.len().min(600)]).into_owned();
    let answer = timeout(HANG_LIMIT, exchange(emulator, &sent, keeps_open)).await;
    let answer = answer.map_err(|_| format!("it hangs: {shown:?}"))?;
    // Whether an answer has a body depends on the method, which the answer does not contain.
    let may_be_head = sent.windows(5).any(|window| window == b"HEAD ");
    let answers = Answer::read(&answer, may_be_head);
    answers
        .and_then(|answers| answers.iter().try_for_each(Answer::check).map(|()| answers))
        .map_err(|wrong| format!("{wrong}\nsent {shown:?}\ngot {:?}", String::from_utf8_lossy(&answer)))
}

async fn exchange(emulator: &Emulator, sent: &[u8], keeps_open: bool) -> Vec<u8> {
    let mut stream = TcpStream::connect(emulator.endpoint().strip_prefix("http://").unwrap()).await.unwrap();
    // Errors are ignored: the emulator may answer and close before it has read everything.
    let _ = stream.write_all(sent).await;
    if !keeps_open {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

/// One of the answers on a connection.
struct Answer {
    status: u16,
    is_json: bool,
    is_odata: bool,
    /// Whether it may answer a HEAD, which has no body even if it has a length.
    is_head: bool,
    body: Vec<u8>,
}

impl Answer {
    /// Splits the bytes into answers by their lengths.
    fn read(mut bytes: &[u8], may_be_head: bool) -> Result<Vec<Self>, String> {
        let mut answers = Vec::new();
        while !bytes.is_empty() {
            let end =
                bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or("a head does not end")?;
            let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "a head is not text")?;
            let mut lines = head.split("\r\n");
            let first = lines.next().unwrap_or_default();
            let status = first.strip_prefix("HTTP/1.1 ").or(first.strip_prefix("HTTP/1.0 "));
            let status = status.and_then(|rest| rest.get(..3)?.parse::<u16>().ok());
            let status = status.ok_or_else(|| format!("no status line: {first}"))?;
            let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
            let header = |name| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let length = header("content-length").map_or(Ok(0), str::parse::<usize>);
            let length = length.map_err(|_| "a length is not a number")?;
            bytes = &bytes[end + 4..];
            let has_no_body = status < 200 || status == 204 || status == 304;
            let is_head = may_be_head && !bytes.starts_with(b"{") && !bytes.starts_with(b"<");
            let body = bytes.get(..if has_no_body || is_head { 0 } else { length });
            let body = body.ok_or("a body is shorter than its length")?.to_vec();
            bytes = &bytes[body.len()..];
            let media_type = header("content-type").unwrap_or_default();
            let is_json = media_type.starts_with("application/json");
            // A stream has the media type that it was uploaded with, which may be that of JSON, and any bytes.
            let is_odata = media_type.starts_with("application/json;odata");
            answers.push(Self { status, is_json, is_odata, is_head, body });
        }
        Ok(answers)
    }

    fn check(&self) -> Result<(), String> {
        let text = || String::from_utf8_lossy(&self.body);
        let body =
            || serde_json::from_slice::<Value>(&self.body).map_err(|error| format!("no JSON: {error}"));
        match self.status {
            // Only faults and wrong stubs make such answers, and the test has neither.
            500 | 502 | 504 => Err(format!("{}: {}", self.status, text())),
            400..600 if self.body.is_empty() && self.is_head => Ok(()),
            // The storage service that files are uploaded to.
            400..600 if self.body.starts_with(b"<?xml") && text().contains("<Code>") => Ok(()),
            400..600 if !self.is_json => Err("the content type of an error is not JSON".to_owned()),
            400..600 => {
                missing(&body()?["error"]).map_or(Ok(()), |what| Err(format!("an error without {what}")))
            }
            100..400 if self.is_odata && !self.body.is_empty() => body().map(drop),
            100..400 => Ok(()),
            status => Err(format!("{status} is not a valid status")),
        }
    }
}
