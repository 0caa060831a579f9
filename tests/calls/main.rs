//! Declares every documented action and function of Intune, compiles the structs, and runs the examples of
//! the pages.
//!
//! `GRAPH_DOCS` names the folder of the pages. The test makes rows of them (`page`), writes a crate with a
//! module per row (`source`), compiles it once and runs its checks of each row (`runner`): each of its
//! addresses, its example of a request compared exactly, its example of a reply. It prints `N of 255`, and
//! fails with the reason of each failure.

mod address;
mod names;
mod page;
mod row;
#[allow(dead_code, reason = "it is compiled again in the written crate, which runs it")]
mod runner;
mod source;
mod values;
mod written;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::{env, fs};

use graph_entity_schema::page::Documentation;
use row::Row;
use written::{Support, Written};

const SUPPORT: Support = Support { row: include_str!("row.rs"), runner: include_str!("runner.rs") };

#[test]
fn every_documented_action_and_function_is_declared() -> io::Result<()> {
    let Some(folder) = env::var_os("GRAPH_DOCS") else {
        return print("skipped: GRAPH_DOCS does not name the folder of the documentation's pages");
    };
    let mut failures = Vec::new();
    let lines = read(Path::new(&folder), &mut failures)?;
    let total = lines.len() + failures.len();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("calls.jsonl");
    fs::write(&file, lines.join("\n"))?;
    let mut sources = BTreeMap::new();
    let mut addresses = 0;
    for (line, text) in (1..).zip(&lines) {
        let row = Row::parse(text)?;
        match source::of(&row) {
            Some(source) => {
                addresses += row.paths().count();
                sources.insert(line, source);
            }
            None => failures.push(format!(
                "{}: an address is none: {:?}",
                row.page(),
                row.paths().collect::<Vec<_>>()
            )),
        }
    }
    let written = Written::create(&SUPPORT)?;
    written.put_rows(&sources)?;
    written.build()?;
    let found = written.run(&file)?;
    for line in sources.keys() {
        let page = Row::parse(&lines[line - 1])?.page().to_owned();
        match found.get(line) {
            Some(faults) if faults.is_empty() => {}
            faults => failures.push(format!("{page}: {faults:?}")),
        }
    }
    for failure in &failures {
        print(failure)?;
    }
    print(&format!("{} of {total}, at {addresses} addresses", total - failures.len()))?;
    assert!(total > 0 && failures.is_empty(), "{} pages fail", failures.len());
    Ok(())
}

/// Returns the rows of all pages, sorted by path.
fn read(folder: &Path, failures: &mut Vec<String>) -> io::Result<Vec<String>> {
    let documentation = Documentation::read(folder)?;
    let mut lines = Vec::new();
    for documented in documentation.pages().filter(|documented| page::is_of_call(documented)) {
        match page::row(documented, &documentation) {
            Ok(row) => lines.push(row.to_string()),
            Err(reason) => failures.push(format!("{}: {reason}", documented.path)),
        }
    }
    Ok(lines)
}

/// Prints even if the test harness captures output.
fn print(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "calls: {text}")
}
