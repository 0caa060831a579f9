//! Memory per request in flight, with many at once.
//!
//! Each measurement is a process that sends all requests at once to a server that answers none of them before
//! it has all. Its peak memory, less that of a process with one request, is divided by the number of requests.
//!
//! A large part of it is the buffers of connections, of which HTTP/1.1 needs one per request: hyper's queue
//! of requests (9 KiB), its buffer for writing and its buffer for reading (8 KiB each). So the same number of
//! connections is measured at rest: hyper's, each of which has sent a request and read its reply. At its peak
//! a request also has its reply, in a buffer for reading of its own, so that connections are measured with
//! their replies, too. The goal is about what the client takes beside these.

use std::error::Error;

use crate::process::Subprocess;
use crate::table::{Goal, Row, Table};
use crate::wire::traffic::{Sender, Sent, Traffic};
use crate::wire::{HYPER, REQWEST, Served};

/// Options of measuring memory.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measurements of each side; the result is their median.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The number of concurrent requests. Each has a connection: the limit of open files must be higher.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(2..=10_000))]
    at_once: u16,
}

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { rounds, at_once } = *options;
    let mut readings = Vec::new();
    for _ in 0..rounds {
        readings.push([
            per_request(Sender::Ours, at_once)?,
            per_request(Sender::Reqwest, at_once)?,
            per_request(Sender::Hyper, at_once)?,
            per_request(Sender::Connections, at_once)?,
            per_request(Sender::Replies, at_once)?,
        ]);
    }
    let against = |other: usize| readings.iter().map(move |sides| [sides[0], sides[other]]);
    let beside = |other: usize| readings.iter().map(move |sides| sides[0] - sides[other]);
    let rows = vec![
        Row::compared("memory per request", "KiB", REQWEST, against(1)),
        Row::compared("memory per request", "KiB", HYPER, against(2)),
        Row::compared("memory per request", "KiB", "hyper's connections at rest", against(3)),
        Row::single("memory per request, less a connection at rest", "KiB", beside(3)),
        Row::single("memory per request, less a connection with its reply", "KiB", beside(4))
            .goal(Goal::Value(8.0)),
    ];
    let heading =
        format!("peak memory of {at_once} PATCHes in flight over HTTP/1.1, median of {rounds} (least..most)");
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// Returns the KiB that each of many requests in flight takes more than one alone.
fn per_request(from: Sender, at_once: u16) -> Result<f64, Box<dyn Error>> {
    let many = peak(from, at_once)?.saturating_sub(peak(from, 1)?);
    #[expect(clippy::cast_precision_loss, reason = "KiB of a process")]
    let many = many as f64;
    Ok(many / f64::from(at_once - 1))
}

/// Returns the peak memory, in KiB, of a process with so many requests in flight.
fn peak(from: Sender, at_once: u16) -> Result<u64, Box<dyn Error>> {
    // Connections at rest send one request after the other.
    let is_at_rest = matches!(from, Sender::Connections | Sender::Replies);
    let hold = if is_at_rest { 1 } else { at_once.into() };
    let (server, endpoint) = Served { hold }.start()?;
    let traffic = Traffic { from, endpoint, requests: at_once.into(), at_once };
    let sent: Sent = serde_json::from_str(&Subprocess::start(&traffic.arguments())?.finish()?)?;
    server.finish()?;
    Ok(sent.peak.ok_or("this system has no /proc/self/status to read")?)
}
