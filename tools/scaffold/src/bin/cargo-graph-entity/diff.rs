//! `cargo graph-entity diff`.

use std::process::ExitCode;

use cargo_graph_entity::{Changes, Document, Source};

use crate::CommandError;
use crate::args::{Api, Diff};
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &Diff) -> Result<ExitCode, CommandError> {
    let source = Source::read(&arguments.sources).map_err(CommandError::new)?;
    let read = |file: &std::path::PathBuf| {
        let document = Document { version: None, file: file.clone() };
        document.read().map_err(CommandError::new)
    };
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let version = arguments.api.map(Api::name);
    let declared = (!arguments.sources.is_empty()).then_some(&source);
    let changes = Changes::new(&old, &new, declared, version);
    if arguments.json {
        Terminal::json(&changes.to_json())?;
    } else {
        Terminal::print(&changes.to_text())?;
    }
    Ok(if changes.is_concerning() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
