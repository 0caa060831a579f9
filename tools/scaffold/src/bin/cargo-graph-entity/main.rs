//! The command `cargo graph-entity`.

mod args;
mod check;
mod diff;
mod document;
mod file;
mod list;
mod lock;
mod metadata;
mod new;
mod show;
mod terminal;

use std::fmt;
use std::process::ExitCode;

use clap::Parser;

use args::{Cargo, Command};
use terminal::Terminal;

fn main() -> ExitCode {
    let Cargo::GraphEntity(arguments) = Cargo::parse();
    let terminal = Terminal::detect();
    let done = |()| ExitCode::SUCCESS;
    let result = match arguments.command {
        Command::New(arguments) => new::run(&arguments, &terminal).map(done),
        Command::List(arguments) => list::run(&arguments).map(done),
        Command::Show(arguments) => show::run(&arguments, &terminal).map(done),
        Command::Check(arguments) => check::run(arguments, &terminal),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Lock(arguments) => lock::run(arguments).map(done),
        Command::Metadata(arguments) => metadata::run(&arguments, &terminal).map(done),
    };
    result.unwrap_or_else(|error| {
        terminal.error(&error.0);
        // As for wrong arguments, so that a difference, which is 1, can be distinguished from a failure.
        ExitCode::from(2)
    })
}

/// Why a command failed, as the user reads it.
pub(crate) struct CommandError(String);

impl CommandError {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}
