//! `cargo graph-entity new`.

use std::fs;
use std::io;
use std::path::Path;

use cargo_graph_entity::{Generated, Request, generate};

use crate::CommandError;
use crate::args::New;
use crate::document::Document;
use crate::file;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &New, terminal: &Terminal) -> Result<(), CommandError> {
    let document = Document::read(&arguments.source, &arguments.entities)?;
    let request = Request {
        types: arguments.entities.clone(),
        all: arguments.all,
        under: arguments.under.clone(),
        select: arguments.select.clone(),
    };
    let generated = generate(&document.metadata, &document.name, document.version, &request)
        .map_err(|error| document.not_found(&error))?;
    match &arguments.out {
        None => Terminal::print(&generated.to_text())?,
        Some(path) => write(path, &generated, terminal)?,
    }
    for fault in document.faults(Some(&generated.documents().collect::<Vec<_>>())) {
        terminal.warning(&fault);
    }
    for untyped in generated.untyped() {
        terminal.note(&format!("without a type: {untyped}"));
    }
    for left_out in generated.left_out() {
        terminal.note(&format!("left out: {left_out}"));
    }
    Ok(())
}

/// Writes a new file, or adds to the one that is there.
fn write(path: &Path, generated: &Generated, terminal: &Terminal) -> Result<(), CommandError> {
    let shown = path.display();
    let failed = |error: io::Error| CommandError::new(format_args!("{shown}: {error}"));
    let existing = match fs::read_to_string(path) {
        Ok(existing) => existing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            file::write(path, &generated.to_text()).map_err(failed)?;
            Terminal::status(&format!("{shown}: {} items", generated.names().count()));
            return Ok(());
        }
        Err(error) => return Err(failed(error)),
    };
    let merged = generated.merge(&existing).map_err(|error| {
        CommandError::new(format_args!("{shown} is left as it is, since it is not valid Rust: {error}"))
    })?;
    if !merged.added.is_empty() {
        file::write(path, &merged.text).map_err(failed)?;
    }
    for difference in &merged.different {
        terminal.diff(&format!("{shown}:{}: `{}`", difference.line, difference.name), &difference.diff)?;
    }
    Terminal::status(&format!(
        "{shown}: {} items added, {} unchanged, {} different and left as they are",
        merged.added.len(),
        merged.unchanged,
        merged.different.len()
    ));
    Ok(())
}
