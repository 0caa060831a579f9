//! Many writes over bad connections: whether each ends, ends truthfully, and costs no memory that stays.
//!
//! A server in a process of its own resets connections, stalls, truncates, throttles, answers 5xx, pages and noise, and
//! goes away for a while, by a seed. The client is the default one: [`Client`](graph_entity::Client) over reqwest and TCP. Each request writes
//! a value of its own into an entity of its own, and the server keeps an account of what was written. The run fails
//! where one of these does not hold:
//!
//! - Every request ends, in success or in an error of a kind that its trouble explains. A watch ends the run and names
//!   the request where one does not.
//! - What the client reports as accepted was written.
//! - What it reports as refused and not [in doubt](graph_entity::Error::write_in_doubt) was not written.
//! - An entity in a reply is the one that the request wrote.
//! - No try comes before the time that `Retry-After` asked for, none without the token or with another's body, and all
//!   tries of a request carry one `client-request-id`.
//! - The client's peak memory grows by no more than [`GROWTH`] KiB from 10 % of the requests to all of them.
//!
//! **Exactly once is not promised, and cannot be.** Where an answer is lost the client sends the PATCH again, and where
//! it gives up it says that the write may have happened. How many writes were made more than once, and how many of those
//! in doubt were made, is counted and is no fault.

mod client;
mod fault;
mod record;
mod report;
pub(crate) mod server;
mod watch;

use std::error::Error;

use self::record::Account;
use self::report::Report;
use crate::Verdict;
use crate::process::Helper;

/// What to send, and through how much trouble.
#[derive(Clone, clap::Args)]
pub(crate) struct Options {
    /// How many requests to send, each a PATCH.
    #[arg(long, default_value_t = 100_000, value_parser = at_least_ten)]
    requests: usize,
    /// What the faults are drawn by: the same seed brings the same ones. A new one if it is not given.
    #[arg(long)]
    seed: Option<u64>,
    /// How many of a hundred tries meet a fault.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(0..=90))]
    faults: u64,
    /// How many requests are under way at the same time.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    at_once: u16,
}

fn at_least_ten(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (10..=10_000_000).contains(count));
    count.ok_or_else(|| "expected a number from 10 to 10,000,000".to_owned())
}

/// What the client's memory may grow by between a tenth of the requests and all of them, in KiB: 24 bytes for each of
/// the 90,000 between would be seen.
pub(crate) const GROWTH: u64 = 2 * 1024;

pub(crate) fn check(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let seed = options.seed.unwrap_or_else(fresh_seed);
    let Options { requests, faults, at_once, .. } = *options;
    eprintln!("seed {seed}");
    let server = server::Options { requests, seed, percent: faults };
    let mut server = Helper::start(&server.arguments())?;
    let port = server.line()?.parse()?;
    let run = client::run(&client::Task { requests, seed, at_once, port })?;
    let account: Account = serde_json::from_str(&server.finish()?)?;
    let report = Report { requests, seed, faults, at_once, run: &run, account: &account };
    Ok(Verdict { text: report.to_string(), broken: report.broken() })
}

/// A seed that nobody chose, short enough to be typed.
fn fresh_seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0) % 1_000_000
}
