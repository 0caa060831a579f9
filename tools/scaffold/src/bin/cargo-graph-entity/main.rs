//! The command `cargo graph-entity`.

mod args;
mod document;
mod list;
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
    let result = match arguments.command {
        Command::New(arguments) => new::run(&arguments, &terminal),
        Command::List(arguments) => list::run(&arguments),
        Command::Show(arguments) => show::run(&arguments, &terminal),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error.0);
            ExitCode::FAILURE
        }
    }
}

/// Why a command failed, as the user reads it.
pub(crate) struct CommandError(String);

impl CommandError {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}
