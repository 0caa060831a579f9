//! What an annotated entity costs to compile and to run, beside the same thing written by hand, and what a client
//! stands.
//!
//! Readings are ratios within one run: both sides are measured in turn, so that a slower machine slows both. A missed
//! goal of a reading is a line in a table and never a failure. `soak` and `scale` are checks: a promise that they find
//! broken fails the run.

mod compile;
mod generate;
mod linear;
mod process;
mod run;
mod scale;
mod serve;
mod soak;
mod table;
mod wire;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What an annotated entity costs, beside the same thing written by hand, and what a client stands.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    reading: Reading,
}

#[derive(Subcommand)]
enum Reading {
    /// Compile time per entity: check, debug build and release build.
    Compile(compile::Options),
    /// Run time: a patch to bytes, a reply to a struct.
    Run(run::Options),
    /// Whether both stay linear: compile time and read time a property, for entities of 10, 100 and 293.
    Linear(linear::Options),
    /// Whether writes over bad connections all end, end truthfully and leave no memory behind. A check.
    ///
    /// A server in a process of its own resets connections, stalls, truncates, throttles and answers 5xx by a seed.
    /// The run fails where a request hangs, where a write that was reported as accepted is not there, where one that was
    /// reported as refused without a doubt is there, where a try comes earlier than Retry-After asked for, or where
    /// memory grows. Exactly once is not promised: a write whose answer was lost is sent again, and how many were made
    /// more than once is counted.
    Soak(soak::Options),
    /// Whether listing a large collection holds one page: peak memory beside that of listing 1,000 entities. A check.
    ///
    /// Each list is read by a process of its own, from a server that makes up its pages. The run fails where the long
    /// list takes more than 10 MiB more than the short one.
    Scale(scale::Options),
    /// Processor time of one PATCH over TCP, many at once, beside reqwest and serde by hand.
    Wire(wire::Options),
    /// The server of a soak.
    #[command(hide = true)]
    ServeSoak(soak::server::Options),
    /// The server of a scale.
    #[command(hide = true)]
    ServePages(scale::Pages),
    /// One listing of a scale.
    #[command(hide = true)]
    List(scale::Listing),
    /// The server of a wire.
    #[command(hide = true)]
    ServeWire,
}

/// What a reading says, and the promises that it found broken.
struct Verdict {
    text: String,
    broken: Vec<String>,
}

/// A reading that checks nothing.
impl From<String> for Verdict {
    fn from(text: String) -> Self {
        Self { text, broken: Vec::new() }
    }
}

fn main() -> ExitCode {
    match read(&Arguments::parse().reading) {
        Ok(Verdict { text, broken }) => {
            // Who reads no further has seen enough; the exit code says the rest.
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

fn read(reading: &Reading) -> Result<Verdict, Box<dyn Error>> {
    match reading {
        Reading::Compile(options) => compile::measure(options).map(|table| table.to_string().into()),
        Reading::Run(options) => run::measure(options).map(|table| table.to_string().into()),
        Reading::Linear(options) => linear::measure(options).map(Verdict::from),
        Reading::Soak(options) => soak::check(options),
        Reading::Scale(options) => scale::check(options),
        Reading::Wire(options) => wire::measure(options).map(|table| table.to_string().into()),
        Reading::ServeSoak(options) => soak::server::serve(options).map(Verdict::from),
        Reading::ServePages(pages) => scale::serve(pages).map(Verdict::from),
        Reading::List(listing) => scale::list(listing).map(Verdict::from),
        Reading::ServeWire => wire::serve().map(Verdict::from),
    }
}
