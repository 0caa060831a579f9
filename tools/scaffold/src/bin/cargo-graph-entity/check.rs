//! `cargo graph-entity check`.

use std::path::PathBuf;
use std::process::ExitCode;

use cargo_graph_entity::{Checked, LOCK, Source, Sources};

use crate::CommandError;
use crate::args::{Api, Check};
use crate::terminal::Terminal;

pub(crate) fn run(arguments: Check, terminal: &Terminal) -> Result<ExitCode, CommandError> {
    let source = Source::read(&arguments.sources).map_err(CommandError::new)?;
    if source.items.is_empty() {
        return Err(CommandError::new("nothing to check: no attribute of `graph-entity` is there"));
    }
    let sources = given_or_remembered(arguments.documents.into(), &arguments.sources)?;
    let api = arguments.api.map(Api::name);
    let apis = sources.apis(api, &source.items).map_err(CommandError::new)?;
    let checked = Checked::new(&source, &apis);
    if arguments.json {
        Terminal::json(&checked.to_json())?;
    } else {
        Terminal::print(&checked.to_text(terminal.is_out_coloured()))?;
    }
    Ok(if checked.is_fine(arguments.strict) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is given, or what the lock of the sources' package was written from.
fn given_or_remembered(given: Sources, files: &[PathBuf]) -> Result<Sources, CommandError> {
    if !given.is_empty() {
        return Ok(given);
    }
    let found = files.iter().find_map(|file| {
        let absolute = std::path::absolute(file).ok()?;
        let lock = absolute.ancestors().map(|folder| folder.join(LOCK)).find(|lock| lock.is_file())?;
        let text = std::fs::read_to_string(&lock).ok()?;
        Some(Sources::remembered(&lock, &text))
    });
    found.filter(|found| !found.is_empty()).ok_or_else(|| {
        CommandError::new(format_args!(
            "no metadata is given, and there is no `{LOCK}` that says where it is: write `--csdl beta=FILE`"
        ))
    })
}
