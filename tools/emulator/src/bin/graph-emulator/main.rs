//! Microsoft Graph on loopback, for any language: serves what a metadata document or a JSON file declares
//! until Ctrl-C.

mod fault_options;
mod greeting;
mod man_page;
mod options;
mod signals;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use graph_entity_emulator::Emulator;

use crate::greeting::greeting;
use crate::options::Options;
use crate::signals::{Signal, Signals};

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(shell) = options.completions {
        clap_complete::generate(shell, &mut Options::command(), "graph-emulator", &mut std::io::stdout());
        return ExitCode::SUCCESS;
    }
    if options.man {
        return outcome(man_page::print().map_err(|error| format!("cannot print the man page: {error}")));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let served =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(options)));
    outcome(served)
}

/// A failure is printed.
fn outcome(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("graph-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let (builder, faults) = options.apply(Emulator::builder())?;
    let emulator = builder.try_start().await.map_err(|error| error.to_string())?;
    if let (Some(file), Some(certificate)) = (&options.https, emulator.certificate()) {
        write(file, certificate)?;
    }
    // The handlers are installed before the greeting: whoever reads it may send a signal at once.
    let mut signals = Signals::new().map_err(|error| format!("cannot wait for signals: {error}"))?;
    say(format_args!("{}", greeting(&emulator, options.https.as_deref(), faults.as_deref())));
    for page in emulator.unused_pages() {
        eprintln!("not used: {page}");
    }
    let has_data = options.data.is_some();
    // Without a file to save to, SIGHUP stops the emulator.
    while signals.next().await == Signal::Save && has_data {
        match emulator.save() {
            Ok(file) => say(format_args!("Saved to {}.", file.display())),
            Err(error) => say(format_args!("Not saved: {error}")),
        }
    }
    // A failure is returned only at the end, so that the summary is printed in any case.
    let saved = has_data.then(|| emulator.save()).transpose();
    say(format_args!("Served {} requests.", emulator.request_count()));
    for finding in emulator.findings() {
        say(format_args!("  {finding}"));
    }
    emulator.shutdown().await;
    if let Some(file) = saved.map_err(|error| error.to_string())? {
        say(format_args!("Saved to {}.", file.display()));
    }
    Ok(())
}

/// Prints a line. A failure is ignored: a closed terminal must not stop the emulator.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
