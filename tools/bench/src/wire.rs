//! A PATCH over TCP, with many at once: [`Client`](graph_entity::Client) compared with handwritten programs.
//!
//! All sides send the same change over TCP to a server in a process of its own and read the entity in its
//! answer. The handwritten sides do not retry, and where there was a choice, they have the cheaper one:
//!
//! - reqwest and serde, which send only what they must. The goal is about this one.
//! - reqwest and serde with what a program in production should have and the client always has: a timeout, a
//!   `User-Agent` and a `client-request-id`.
//! - hyper's connections and serde, with a pool of a few lines, and nothing else.
//!
//! The client has its defaults, or all of its policies: a deadline and a budget too. It is also measured over
//! its other transports; blocking calls take a thread for each request at once.
//!
//! Processor time is that of all threads of this process, including time in the kernel; the sides take turns
//! in one process and one runtime.

pub(crate) mod http2;
pub(crate) mod sides;
pub(crate) mod traffic;

use std::error::Error;
use std::sync::Arc;

use tokio::sync::Barrier;

use self::sides::{BareHyper, Blocking, Ours, Reqwest, Side as _};
use crate::process::Subprocess;
use crate::serve::{self, JSON, Received};
use crate::table::{AGAIN, Goal, Row, Table};
use crate::transports::TransportName;

/// Options of measuring the processor time of a PATCH.
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

pub(crate) const REQWEST: &str = "reqwest by hand";
pub(crate) const REQWEST_IN_PRODUCTION: &str = "the same with timeout and id";
pub(crate) const HYPER: &str = "hyper by hand";

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { rounds, requests, at_once } = *options;
    let (server, endpoint) = Served { hold: 1 }.start()?;
    let (ours, all_policies) = (Ours::new(&endpoint)?, Ours::with_all_policies(&endpoint)?);
    let over_reqwest = Ours::over(TransportName::Reqwest, &endpoint)?;
    let blocking = Blocking::new(&endpoint)?;
    let (bare, in_production) = (Reqwest::bare(&endpoint)?, Reqwest::in_production(&endpoint)?);
    let hyper = BareHyper::new(&endpoint)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let round = |requests| -> Result<[f64; 8], Box<dyn Error>> {
        runtime.block_on(async {
            Ok([
                ours.time_per_request(requests, at_once).await?,
                all_policies.time_per_request(requests, at_once).await?,
                bare.time_per_request(requests, at_once).await?,
                in_production.time_per_request(requests, at_once).await?,
                hyper.time_per_request(requests, at_once).await?,
                bare.time_per_request(requests, at_once).await?,
                over_reqwest.time_per_request(requests, at_once).await?,
                blocking.time_per_request(requests, at_once).await?,
            ])
        })
    };
    // A warm-up without measurement: opens connections and allocates memory.
    round(requests.min(1_000))?;
    let readings = (0..rounds).map(|_| round(requests)).collect::<Result<Vec<_>, _>>()?;
    server.finish()?;
    let row = |label: &str, baseline, measured: usize, other: usize| {
        Row::compared(label, "us", baseline, readings.iter().map(|times| [times[measured], times[other]]))
    };
    let rows = vec![
        row("PATCH", REQWEST, 0, 2).goal(Goal::Ratio(0.80)),
        row("PATCH", REQWEST_IN_PRODUCTION, 0, 3),
        row("PATCH, all policies on", HYPER, 1, 4).goal(Goal::Ratio(1.25)),
        row("PATCH, all policies on", REQWEST, 1, 2),
        row("PATCH over reqwest", REQWEST, 6, 2),
        row("PATCH over reqwest", REQWEST_IN_PRODUCTION, 6, 3),
        row("PATCH, blocking, on threads", REQWEST, 7, 2),
        row("noise: PATCH, reqwest by hand", AGAIN, 5, 2),
    ];
    let heading = format!(
        "processor time of one of {requests} PATCHes, {at_once} at once, the client's, its reply read, median of {rounds} (least..most)"
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// The server of this benchmark, in a process of its own: answers every expected PATCH with the entity.
#[derive(clap::Args)]
pub(crate) struct Served {
    /// The number of requests that it waits for before it answers any of them.
    #[arg(long)]
    pub(crate) hold: usize,
}

impl Served {
    /// Starts the server, and returns it with its endpoint.
    pub(crate) fn start(&self) -> Result<(Subprocess, String), Box<dyn Error>> {
        let mut server = Subprocess::start(&["serve-wire".to_owned(), format!("--hold={}", self.hold)])?;
        let endpoint = format!("http://127.0.0.1:{}", server.line()?);
        Ok((server, endpoint))
    }
}

pub(crate) fn serve(options: &Served) -> Result<String, Box<dyn Error>> {
    let together = Arc::new(Barrier::new(options.hold));
    serve::until_stdin_closes(|listener| serve::answer_together(listener, together, answer))?;
    Ok(String::new())
}

const EXPECTED_BODY: &[u8] = br##"{"@odata.type":"#microsoft.graph.managedDevice","deviceName":"Device Name value","storageCount":12,"isEncrypted":true}"##;

fn answer(request: &Received) -> Vec<u8> {
    let token = request.header("authorization");
    match device(&request.method, &request.target, token, &request.body) {
        Some(device) => serve::answer("200 OK", JSON, &device),
        None => serve::answer("400 Bad Request", JSON, REFUSAL),
    }
}

/// The body of the answer to a request that is not the expected one.
const REFUSAL: &str = r#"{"error":{"code":"BadRequest","message":"other"}}"#;

/// Returns the entity in the answer to the expected PATCH, `None` for any other request.
fn device(method: &str, target: &str, authorization: Option<&[u8]>, body: &[u8]) -> Option<String> {
    let number = target.strip_prefix("/v1.0/deviceManagement/managedDevices/")?;
    let token = format!("Bearer {}", sides::TOKEN);
    let is_expected = method == "PATCH" && body == EXPECTED_BODY && authorization == Some(token.as_bytes());
    is_expected.then(|| format!(
        r##"{{"@odata.type":"#microsoft.graph.managedDevice","id":"{number}","deviceName":"Device Name value","isSupervised":true,"storageCount":12,"runState":"pending","operatingSystem":"Windows","enrolledDateTime":"2016-12-31T23:59:43.797191-08:00","notes":"Notes value","isEncrypted":true,"categoryNames":["Kiosk","Floor 3"]}}"##
    ))
}
