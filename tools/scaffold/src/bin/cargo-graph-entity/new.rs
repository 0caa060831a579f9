//! `cargo graph-entity new`.

use std::fs;
use std::io;
use std::path::Path;

use cargo_graph_entity::{Generated, Request, generate};
use serde_json::{Value, json};

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
        .map_err(|error| document.not_found(&error, &arguments.entities))?;
    let written = match &arguments.out {
        None if arguments.json => json!({ "text": generated.to_text(), "added": names(&generated) }),
        None => {
            Terminal::print(&generated.to_text())?;
            Value::Null
        }
        Some(path) => write(path, &generated, arguments.json, terminal)?,
    };
    let pages: Vec<&str> = generated.documents().collect();
    let faults = document.faults(|page| pages.contains(&page));
    if arguments.json {
        return Terminal::json(&with_remarks(written, &generated, &faults));
    }
    for fault in faults {
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

/// Writes a new file, or adds to the one that is there. Returns what happened, for programs.
fn write(
    path: &Path,
    generated: &Generated,
    is_json: bool,
    terminal: &Terminal,
) -> Result<Value, CommandError> {
    let shown = path.display();
    match fs::read_to_string(path) {
        Ok(existing) => add(path, &existing, generated, is_json, terminal),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path, generated),
        Err(error) => Err(CommandError::new(format_args!("{shown}: {error}"))),
    }
}

fn create(path: &Path, generated: &Generated) -> Result<Value, CommandError> {
    let shown = path.display();
    write_text(path, &generated.to_text())?;
    Terminal::status(&format!("{shown}: {} items", generated.names().count()));
    Terminal::status("it needs one crate: cargo add graph-entity");
    Ok(json!({
        "file": shown.to_string(),
        "state": "written",
        "added": names(generated),
        "unchanged": 0,
        "inMacros": [],
        "different": [],
    }))
}

fn add(
    path: &Path,
    existing: &str,
    generated: &Generated,
    is_json: bool,
    terminal: &Terminal,
) -> Result<Value, CommandError> {
    let shown = path.display();
    let merged = generated
        .merge(existing)
        .map_err(|error| CommandError::new(format_args!("{shown} is left as it is, since {error}")))?;
    if !merged.added.is_empty() {
        write_text(path, &merged.text)?;
    }
    if !is_json {
        for difference in &merged.different {
            terminal
                .diff(&format!("{shown}:{}: `{}`", difference.line, difference.name), &difference.diff)?;
        }
    }
    let macros = match merged.in_macros.len() {
        0 => String::new(),
        count => format!(", {count} out of macros and not compared"),
    };
    Terminal::status(&format!(
        "{shown}: {} items added, {} unchanged, {} different and left as they are{macros}",
        merged.added.len(),
        merged.unchanged,
        merged.different.len()
    ));
    Ok(json!({
        "file": shown.to_string(),
        "state": if merged.added.is_empty() { "unchanged" } else { "added" },
        "added": merged.added,
        "unchanged": merged.unchanged,
        "inMacros": merged.in_macros,
        "different": merged.different.iter().map(|difference| json!({
            "name": difference.name,
            "line": difference.line,
            "diff": difference.diff,
        })).collect::<Vec<_>>(),
    }))
}

fn write_text(path: &Path, text: &str) -> Result<(), CommandError> {
    file::write(path, text).map_err(|error| CommandError::new(format_args!("{}: {error}", path.display())))
}

fn names(generated: &Generated) -> Vec<&str> {
    generated.names().collect()
}

/// Adds what a user reads on standard error.
fn with_remarks(mut written: Value, generated: &Generated, faults: &[String]) -> Value {
    written["faults"] = faults.into();
    written["untyped"] = generated.untyped().collect();
    written["leftOut"] = generated.left_out().collect();
    written
}
