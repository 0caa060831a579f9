//! What an annotated entity costs to compile and to run, beside the same thing written by hand.
//!
//! Readings are ratios within one run: both sides are measured in turn, so that a slower machine slows both.
//! A missed goal is a line in a table and never a failure.

mod compile;
mod generate;
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
}

fn main() -> ExitCode {
    match read(&Arguments::parse().reading) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(reading: &Reading) -> Result<table::Table, Box<dyn Error>> {
    match reading {
        Reading::Compile(options) => compile::measure(options),
        Reading::Run(options) => run::measure(options),
    }
}
