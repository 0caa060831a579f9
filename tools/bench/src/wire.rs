//! The processor time of a PATCH, with many at once: [`Client`] compared with handwritten reqwest and serde.
//!
//! Both sides send the same change over TCP to a server in a process of its own, read the entity in its
//! answer, and take turns in one process and one runtime. The result is the processor time of all threads of
//! this process, including time in the kernel. The handwritten side does not retry, and where there was a
//! choice, it has the cheaper one.
//!
//! In the first row, the handwritten program sends only what it must. The goal is about this row. In the
//! second row, it has what a program in production should have and the client always has: a timeout, a
//! `User-Agent` and a `client-request-id`.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use graph_entity::{AccessToken, Client};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::task::JoinSet;

use crate::process::{Subprocess, cpu_time};
use crate::run::{annotated, by_hand};
use crate::serve::{self, JSON, Received};
use crate::table::{Row, Spread, Table};

/// Options of measuring the cost of a PATCH.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measurements of each side; the result is their median.
    #[arg(long, default_value_t = 101, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The number of PATCH requests in each measurement.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(100..))]
    requests: u32,
    /// The number of concurrent requests.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    at_once: u16,
}

/// The upper bound of the ratio of our time to the handwritten side's.
const GOAL: f64 = 0.9;

const TOKEN: &str = "token-of-the-wire";

type SendError = Box<dyn Error + Send + Sync>;

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { rounds, requests, at_once } = *options;
    let mut server = Subprocess::start(&["serve-wire".to_owned()])?;
    let endpoint = format!("http://127.0.0.1:{}", server.line()?);
    let ours = Ours::new(&endpoint)?;
    let bare = ByHand::bare(&endpoint)?;
    let in_production = ByHand::in_production(&endpoint)?;
    let runtime = tokio::runtime::Runtime::new()?;
    // A warm-up without measurement: opens connections and allocates memory.
    let few = requests.min(1_000);
    runtime.block_on(ours.time_per_request(few, at_once))?;
    runtime.block_on(bare.time_per_request(few, at_once))?;
    runtime.block_on(in_production.time_per_request(few, at_once))?;
    let mut readings = Vec::new();
    for _ in 0..rounds {
        readings.push([
            runtime.block_on(ours.time_per_request(requests, at_once))?,
            runtime.block_on(bare.time_per_request(requests, at_once))?,
            runtime.block_on(in_production.time_per_request(requests, at_once))?,
        ]);
    }
    server.finish()?;
    let row = |label: &str, other: usize| Row {
        label: label.to_owned(),
        ours: Spread::of(readings.iter().map(|times| times[0])),
        by_hand: Spread::of(readings.iter().map(|times| times[other])),
        ratio: Spread::of(readings.iter().map(|times| times[0] / times[other])).median,
        goal: GOAL,
    };
    let heading = format!(
        "processor time of one of {requests} PATCHes, {at_once} at once, the client's, median of {rounds} (least..most)"
    );
    let rows = vec![row("PATCH, its reply read", 1), row("the same, with timeout and id", 2)];
    Ok(Table { heading, unit: "us", rows })
}

/// A client that sends a PATCH of three properties and reads the entity in the reply.
trait Side: Clone + Send + Sync + 'static {
    fn send(&self, number: u32) -> impl Future<Output = Result<(), SendError>> + Send;

    /// Returns the microseconds of processor time that one request takes.
    async fn time_per_request(&self, requests: u32, at_once: u16) -> Result<f64, Box<dyn Error>> {
        let before = cpu_time().ok_or("this system has no /proc/self/task/*/schedstat to read")?;
        let next = Arc::new(AtomicU32::new(0));
        let mut senders = JoinSet::new();
        for _ in 0..at_once {
            let (side, next) = (self.clone(), Arc::clone(&next));
            senders.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= requests {
                        return Ok::<(), SendError>(());
                    }
                    side.send(number).await?;
                }
            });
        }
        while let Some(ended) = senders.join_next().await {
            ended?.map_err(|error| error.to_string())?;
        }
        let time = cpu_time().unwrap_or_default().saturating_sub(before);
        Ok(time.as_secs_f64() * 1e6 / f64::from(requests))
    }
}

#[derive(Clone)]
struct Ours(Client);

impl Ours {
    fn new(endpoint: &str) -> Result<Self, graph_entity::Error> {
        let token = AccessToken::new(TOKEN)?;
        Client::builder().endpoint(endpoint).credential(token).build().map(Self)
    }
}

impl Side for Ours {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        let patch = annotated::ManagedDevice::patch()
            .device_name("Device Name value")
            .storage_count(12)
            .is_encrypted(true);
        let reply = annotated::ManagedDevice::update(number.to_string(), patch).send(&self.0).await?;
        let device = reply.into_value().ok_or("no entity")?;
        check_id(&device.id, number)
    }
}

#[derive(Clone)]
struct ByHand {
    client: reqwest::Client,
    endpoint: Arc<str>,
    /// Whether each request has a `client-request-id`.
    has_request_id: bool,
}

impl ByHand {
    fn bare(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        Self::new(endpoint, reqwest::Client::builder(), false)
    }

    fn in_production(endpoint: &str) -> Result<Self, Box<dyn Error>> {
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(100))
            .user_agent("by-hand/0.1.0")
            .default_headers(accept);
        Self::new(endpoint, client, true)
    }

    fn new(
        endpoint: &str,
        client: reqwest::ClientBuilder,
        has_request_id: bool,
    ) -> Result<Self, Box<dyn Error>> {
        // reqwest cannot build a client without a default provider. An error means that one is installed
        // already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { client: client.no_proxy().build()?, endpoint: endpoint.into(), has_request_id })
    }
}

impl Side for ByHand {
    async fn send(&self, number: u32) -> Result<(), SendError> {
        let patch = by_hand::ManagedDevicePatch {
            device_name: Some(Some("Device Name value".to_owned())),
            storage_count: Some(Some(12)),
            is_encrypted: Some(Some(true)),
            ..Default::default()
        };
        let mut request = self
            .client
            .patch(format!("{}/v1.0/deviceManagement/managedDevices/{number}", self.endpoint))
            .bearer_auth(TOKEN)
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&patch)?);
        if self.has_request_id {
            // A counter, which is cheaper than a random id.
            request = request.header("client-request-id", format!("00000000-0000-4000-8000-{number:012}"));
        }
        let reply = request.send().await?.error_for_status()?;
        let device: by_hand::ManagedDevice = serde_json::from_slice(&reply.bytes().await?)?;
        check_id(&device.id, number)
    }
}

/// Fails if a reply is that of another request: then the measurement means nothing.
fn check_id(id: &str, number: u32) -> Result<(), SendError> {
    if id == number.to_string() {
        Ok(())
    } else {
        Err(format!("the reply to {number} is that of {id}").into())
    }
}

/// The server of this benchmark: answers every expected PATCH with the entity.
pub(crate) fn serve() -> Result<String, Box<dyn Error>> {
    serve::until_stdin_closes(|listener| serve::answer_all(listener, answer))?;
    Ok(String::new())
}

const EXPECTED_BODY: &[u8] = br##"{"@odata.type":"#microsoft.graph.managedDevice","deviceName":"Device Name value","storageCount":12,"isEncrypted":true}"##;

fn answer(request: &Received) -> Vec<u8> {
    let number = request.target.strip_prefix("/v1.0/deviceManagement/managedDevices/").unwrap_or_default();
    let token = format!("Bearer {TOKEN}");
    let is_expected = request.method == "PATCH"
        && request.body == EXPECTED_BODY
        && request.header("authorization") == Some(token.as_bytes());
    if !is_expected {
        return serve::answer(
            "400 Bad Request",
            JSON,
            r#"{"error":{"code":"BadRequest","message":"other"}}"#,
        );
    }
    let device = format!(
        r##"{{"@odata.type":"#microsoft.graph.managedDevice","id":"{number}","deviceName":"Device Name value","isSupervised":true,"storageCount":12,"runState":"pending","operatingSystem":"Windows","enrolledDateTime":"2016-12-31T23:59:43.797191-08:00","notes":"Notes value","isEncrypted":true,"categoryNames":["Kiosk","Floor 3"]}}"##
    );
    serve::answer("200 OK", JSON, &device)
}
