//! Benchmarks of annotated entities against handwritten code, and load tests of the client.
//!
//! Results of benchmarks are ratios within one run: both sides are measured in turn, so that a slower machine
//! slows both. A missed goal of a benchmark is a line in a table and never a failure. `guard`, `soak`,
//! `scale`, `batches` and `limits` are checks: a promise that they find broken fails the run.

mod all;
mod batches;
mod build;
mod chart;
mod compile;
mod emulator;
mod generate;
mod guard;
mod instructions;
mod limits;
mod linear;
mod lock;
mod memory;
mod process;
mod programs;
mod run;
mod scale;
mod serve;
mod soak;
mod start;
mod table;
mod transports;
mod wire;
mod workspace;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::table::Table;

/// Benchmarks of annotated entities against handwritten code, and load tests of the client.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// All benchmarks that have a goal, in one run, into `docs/performance.md` and its chart. Takes a quarter of
    /// an hour on two idle cores.
    All(all::Options),
    #[command(flatten)]
    Benchmark(Benchmark),
    /// Counts that must not grow: instructions, emitted code and crates, each with a ceiling. A check.
    Guard,
    /// Whether all writes over bad connections end, are reported correctly and do not leak memory. A check.
    ///
    /// A server in a process of its own resets connections, stalls, truncates, throttles and answers 5xx, at
    /// random by a seed. Tokens expire, and some futures are dropped. The run fails if a request hangs, if a
    /// write that was reported as accepted was not made, if one that was reported as refused without a doubt
    /// was made, if an attempt comes earlier than Retry-After asked for, with a token that has expired, above
    /// the budget or after its future was dropped, or if memory grows. Writes are not promised to be made
    /// exactly once: a write is sent again if its answer was lost. The report counts how many were made more
    /// than once.
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
    /// The server of `wire`, `instructions` and `memory`.
    #[command(hide = true)]
    ServeWire(wire::Served),
    /// The server of `http2`.
    #[command(hide = true)]
    ServeHttp2,
    /// The requests of `instructions` and `memory`.
    #[command(hide = true)]
    Send(wire::traffic::Traffic),
    /// The server of `start`.
    #[command(hide = true)]
    ServeEmulator(start::Served),
    /// The server of `emulator`.
    #[command(hide = true)]
    ServeLoad(emulator::Loaded),
    /// The work of `guard` and `instructions`.
    #[command(hide = true)]
    Repeat(run::work::Repeated),
}

/// A benchmark, whose result is a table.
#[derive(Subcommand)]
enum Benchmark {
    /// Compile time per entity: check, debug build and release build.
    Compile(compile::Options),
    /// Run time of writing a patch to bytes and of reading a reply into a struct.
    Run(run::Options),
    /// Whether compile time and read time are linear in the number of properties: entities of 10, 100 and
    /// 293.
    Linear(linear::Options),
    /// What comparing entities with a `graph-schema.lock` adds to `cargo check`.
    Lock(lock::Options),
    /// Processor time of a PATCH over TCP, many at once, compared with handwritten programs.
    Wire(wire::Options),
    /// Processor instructions of the same.
    Instructions(instructions::Options),
    /// Processor time of a PATCH over one HTTP/2 connection, many at once, compared with a handwritten program.
    Http2(wire::http2::Options),
    /// Memory per request in flight, with many at once.
    Memory(memory::Options),
    /// Processor time of a clean build of a program, and its number of crates.
    Build(build::Options),
    /// Time from the start of a process to its first reply, over https.
    Start(start::Options),
    /// Time, memory and start of the emulator with many entities, beside a mock in Node.
    Emulator(emulator::Options),
}

impl Benchmark {
    fn measure(&self) -> Result<Table, Box<dyn Error>> {
        match self {
            Self::Compile(options) => compile::measure(options),
            Self::Run(options) => run::measure(options),
            Self::Linear(options) => linear::measure(options),
            Self::Lock(options) => lock::measure(options),
            Self::Wire(options) => wire::measure(options),
            Self::Instructions(options) => instructions::measure(options),
            Self::Http2(options) => wire::http2::measure(options),
            Self::Memory(options) => memory::measure(options),
            Self::Build(options) => build::measure(options),
            Self::Start(options) => start::measure(options),
            Self::Emulator(options) => emulator::measure(options),
        }
    }
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
        Command::Benchmark(benchmark) => benchmark.measure().map(|table| table.to_string().into()),
        Command::All(options) => all::measure(options).map(Verdict::from),
        Command::Guard => guard::check(),
        Command::Soak(options) => soak::check(options),
        Command::Scale(options) => scale::check(options),
        Command::Batches(options) => batches::check(options),
        Command::Limits(options) => limits::check(options),
        Command::ServeBatches => batches::serve().map(Verdict::from),
        Command::PatchInBatches(patching) => batches::patch(patching).map(Verdict::from),
        Command::ServeLimits(limited) => limits::serve(limited).map(Verdict::from),
        Command::KeepToLimits(writing) => limits::write(writing).map(Verdict::from),
        Command::ServeSoak(options) => soak::server::serve(options).map(Verdict::from),
        Command::ServePages(pages) => scale::serve(pages).map(Verdict::from),
        Command::List(listing) => scale::list(listing).map(Verdict::from),
        Command::ServeWire(options) => wire::serve(options).map(Verdict::from),
        Command::ServeHttp2 => wire::http2::serve().map(Verdict::from),
        Command::Send(traffic) => wire::traffic::send(traffic).map(Verdict::from),
        Command::ServeEmulator(options) => start::serve(options).map(Verdict::from),
        Command::ServeLoad(options) => emulator::serve(options).map(Verdict::from),
        Command::Repeat(repeated) => run::work::repeat(repeated).map(Verdict::from),
    }
}
