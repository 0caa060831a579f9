//! Benchmarks of annotated entities against handwritten code, and load tests of the client.
//!
//! Results of benchmarks are ratios within one run: both sides are measured in turn, so that a slower machine
//! slows both. A missed goal of a benchmark is a line in a table and never a failure. `soak`, `scale`,
//! `batches` and `limits` are checks: a promise that they find broken fails the run.

mod batches;
mod compile;
mod generate;
mod limits;
mod linear;
mod lock;
mod process;
mod run;
mod scale;
mod serve;
mod soak;
mod table;
mod transports;
mod wire;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Benchmarks of annotated entities against handwritten code, and load tests of the client.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile time per entity: check, debug build and release build. A benchmark.
    Compile(compile::Options),
    /// Run time of writing a patch to bytes and of reading a reply into a struct. A benchmark.
    Run(run::Options),
    /// Whether compile time and read time are linear in the number of properties: entities of 10, 100 and
    /// 293. A benchmark.
    Linear(linear::Options),
    /// What comparing entities with a `graph-schema.lock` adds to `cargo check`. A benchmark.
    Lock(lock::Options),
    /// Whether all writes over bad connections end, are reported correctly and do not leak memory. A check.
    ///
    /// A server in a process of its own resets connections, stalls, truncates, throttles and answers 5xx, at
    /// random by a seed. The run fails if a request hangs, if a write that was reported as accepted was not
    /// made, if one that was reported as refused without a doubt was made, if an attempt comes earlier than
    /// Retry-After asked for, or if memory grows. Writes are not promised to be made exactly once: a write is
    /// sent again if its answer was lost. The report counts how many were made more than once.
    Soak(soak::Options),
    /// Whether listing a large collection keeps only one page in memory, by peak memory. A check.
    ///
    /// Each list is read by a process of its own, from a server that generates its pages. The run fails if
    /// the long list takes over 10 MiB more than a list of 1,000 entities.
    Scale(scale::Options),
    /// Whether many writes in batches are each accepted once, in as few HTTP requests as there can be, and take
    /// little memory. A check.
    Batches(batches::Options),
    /// Whether a client with a budget reaches 95 % of Intune's rate without one 429. A check.
    ///
    /// The emulator throttles as Intune is documented to. One process keeps to the limits by a budget of its
    /// own, then several by one that they share in Redis, if there is a `redis-server`. The run fails if one
    /// request is throttled, or if the rate is lower.
    Limits(limits::Options),
    /// Processor time of a PATCH over TCP, many at once, compared with handwritten reqwest and serde. A
    /// benchmark.
    Wire(wire::Options),
    /// The server of `soak`.
    #[command(hide = true)]
    ServeSoak(soak::server::Options),
    /// The server of `scale`.
    #[command(hide = true)]
    ServePages(scale::Pages),
    /// One listing of `scale`.
    #[command(hide = true)]
    List(scale::Listing),
    /// The server of `batches`.
    #[command(hide = true)]
    ServeBatches,
    /// The client of `batches`.
    #[command(hide = true)]
    PatchInBatches(batches::Patching),
    /// The server of `limits`.
    #[command(hide = true)]
    ServeLimits(limits::Limited),
    /// A client of `limits`.
    #[command(hide = true)]
    KeepToLimits(limits::Writing),
    /// The server of `wire`.
    #[command(hide = true)]
    ServeWire,
}

/// The report of a command, and the promises that it found broken.
struct Verdict {
    text: String,
    broken: Vec<String>,
}

/// The report of a command that checks nothing.
impl From<String> for Verdict {
    fn from(text: String) -> Self {
        Self { text, broken: Vec::new() }
    }
}

fn main() -> ExitCode {
    match execute(&Arguments::parse().command) {
        Ok(Verdict { text, broken }) => {
            // A closed pipe, as with `head`, is not an error; the exit code still reports the result.
            let _ = io::stdout().write_all(text.as_bytes());
            for promise in &broken {
                eprintln!("broken: {promise}");
            }
            if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: &Command) -> Result<Verdict, Box<dyn Error>> {
    match command {
        Command::Compile(options) => compile::measure(options).map(|table| table.to_string().into()),
        Command::Run(options) => run::measure(options).map(|table| table.to_string().into()),
        Command::Linear(options) => linear::measure(options).map(Verdict::from),
        Command::Lock(options) => lock::measure(options).map(Verdict::from),
        Command::Soak(options) => soak::check(options),
        Command::Scale(options) => scale::check(options),
        Command::Batches(options) => batches::check(options),
        Command::Limits(options) => limits::check(options),
        Command::Wire(options) => wire::measure(options).map(|table| table.to_string().into()),
        Command::ServeSoak(options) => soak::server::serve(options).map(Verdict::from),
        Command::ServePages(pages) => scale::serve(pages).map(Verdict::from),
        Command::List(listing) => scale::list(listing).map(Verdict::from),
        Command::ServeBatches => batches::serve().map(Verdict::from),
        Command::PatchInBatches(patching) => batches::patch(patching).map(Verdict::from),
        Command::ServeLimits(limited) => limits::serve(limited).map(Verdict::from),
        Command::KeepToLimits(writing) => limits::write(writing).map(Verdict::from),
        Command::ServeWire => wire::serve().map(Verdict::from),
    }
}
