//! What an annotated entity costs to compile and to run, beside the same thing written by hand.
//!
//! Readings are ratios within one run: both sides are measured in turn, so that a slower machine slows both.
//! A missed goal is a line in a table and never a failure.

mod compile;
mod generate;
mod linear;
mod run;
mod table;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What an annotated entity costs, beside the same thing written by hand.
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
}

fn main() -> ExitCode {
    match read(&Arguments::parse().reading) {
        Ok(tables) => {
            print!("{tables}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(reading: &Reading) -> Result<String, Box<dyn Error>> {
    match reading {
        Reading::Compile(options) => compile::measure(options).map(|table| table.to_string()),
        Reading::Run(options) => run::measure(options).map(|table| table.to_string()),
        Reading::Linear(options) => linear::measure(options),
    }
}
