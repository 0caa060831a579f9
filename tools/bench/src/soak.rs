//! Many writes over bad connections: whether each ends, is reported correctly, and leaks no memory.
//!
//! A server in a process of its own resets connections, stalls, truncates, throttles, answers 5xx, HTML pages
//! and noise, and stops listening for a while, at random by a seed. It makes some writes before it answers
//! them so. The client is [`Client`](graph_entity::Client) over one of its transports and TCP, awaited or by
//! blocking calls on threads. Its tokens expire within seconds, its credential fails at times, and it has a
//! budget. The futures of some awaited requests are dropped, and at the end those of a whole crowd. Each
//! request writes a different value to a different entity, and the server counts the writes. The run fails
//! unless all of these hold:
//!
//! - Every request ends, in success or in an error of a kind that the faults explain. If one does not, a
//!   watchdog ends the run and names the request.
//! - Every write that the client reports as accepted was made.
//! - No write that it reports as refused and not [in doubt](graph_entity::Error::write_in_doubt) was made.
//! - The entity in a reply is the one that the request wrote.
//! - No attempt comes before the time in `Retry-After`, lacks the token, has one that has expired or that the
//!   last answer refused, or has the body of another request, and all attempts of a request have the same
//!   `client-request-id`.
//! - No attempt of a request comes after its future was dropped.
//! - The budget is kept to, and dropped requests give their places in it back.
//! - The client's peak memory grows by at most [`GROWTH`] KiB after a warm-up of 10 % of the requests or
//!   more, and with blocking calls by [`GROWTH_OF_THREAD`] KiB more for each thread.
//!
//! **Writes are not promised to be made exactly once, and cannot be.** If an answer is lost, the client sends
//! the PATCH again, and if it gives up, it reports that the write may have happened. The report counts the
//! writes that were made more than once and those in doubt that were made. Neither is a failure.

mod client;
mod fault;
mod record;
mod report;
pub(crate) mod server;
mod token;
mod watchdog;

use std::error::Error;

use self::fault::FaultPlan;
use self::record::Tally;
use self::report::Report;
use crate::Verdict;
use crate::process::Subprocess;
use crate::transports::TransportName;

/// Options of the check.
#[derive(Clone, clap::Args)]
pub(crate) struct Options {
    /// The transport of the client.
    #[arg(long, value_enum, default_value_t = TransportName::Hyper)]
    transport: TransportName,
    /// The number of PATCH requests.
    #[arg(long, default_value_t = 100_000, value_parser = at_least_ten)]
    requests: usize,
    /// The seed of the random faults: the same seed gives the same faults. A new one by default.
    #[arg(long)]
    seed: Option<u64>,
    /// The percentage of attempts with a fault.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(0..=90))]
    faults: u64,
    /// The number of concurrent requests.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    at_once: u16,
    /// The budget of the client: attempts in a second.
    #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    budget: u32,
}

fn at_least_ten(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (10..=10_000_000).contains(count));
    count.ok_or_else(|| "expected a number from 10 to 10,000,000".to_owned())
}

/// The limit of the growth of the client's peak memory between the warm-up and the end of all requests, in
/// KiB. With the default of 100,000 requests, a leak of 24 bytes per request exceeds it.
pub(crate) const GROWTH: u64 = 2 * 1024;

/// What each thread of blocking calls may add to it, in KiB: the allocator gives threads arenas of their own,
/// which fill up late. With one arena for all threads, 100,000 requests were seen to add 1,176 KiB, and with
/// their own 3,380.
const GROWTH_OF_THREAD: u64 = 32;

/// The seconds for which the budget has no turn for the last of the crowd.
const CROWD: usize = 4;

pub(crate) fn check(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let seed = options.seed.unwrap_or_else(fresh_seed);
    let Options { transport, requests, faults, at_once, budget: rate, .. } = *options;
    eprintln!("seed {seed}");
    let plan = FaultPlan { seed, percent: faults };
    // Blocking calls cannot be dropped.
    let crowd = if transport.is_awaited() && faults > 0 { CROWD * usize::try_from(rate)? } else { 0 };
    let server = server::Options { requests, crowd, seed, percent: faults };
    let mut server = Subprocess::start(&server.arguments())?;
    let port = server.line()?.parse()?;
    let run = client::run(&client::Task { transport, requests, crowd, plan, at_once, rate, port })?;
    let tally: Tally = serde_json::from_str(&server.finish()?)?;
    let report = Report { transport, requests, crowd, seed, faults, at_once, rate, run: &run, tally: &tally };
    Ok(Verdict { text: report.to_string(), broken: report.broken() })
}

/// Returns a random seed that is short enough to type.
fn fresh_seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0) % 1_000_000
}
