//! Declares every documented update page as an annotated struct, compiles the structs, and runs the examples
//! of the pages.
//!
//! `GRAPH_DOCS` names the folder of the pages. The test makes a row of each (`page`), writes a crate with a
//! module per row (`source`), compiles it once (`written`) and runs its checks of each row (`runner`):
//!
//! - the example of a reply is read and written back as the same JSON value;
//! - the example of a request becomes a patch by `TryFrom` JSON that sends the same bytes. If it has
//!   read-only properties, it is refused because of each of those and no others, and becomes a patch without
//!   them.
//!
//! It prints `N of 480` with the reason of each failure (`report`), and fails unless each reason is an error
//! on the page.

mod address;
mod names;
mod page;
mod report;
mod row;
mod runner;
mod source;
mod values;
mod written;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use graph_entity_schema::page::Documentation;
use report::{NOT_COMPILED, NOT_RUN, Report};
use row::Row;
use source::Source;
use written::{Found, Refused, Support, Written};

const SUPPORT: Support = Support { row: include_str!("row.rs"), runner: include_str!("runner.rs") };

#[test]
fn every_documented_update_page_is_declared() -> io::Result<()> {
    let Some(folder) = env::var_os("GRAPH_DOCS") else {
        return print("skipped: GRAPH_DOCS does not name the folder of the documentation's pages");
    };
    let rows = page::rows(&Documentation::read(Path::new(&folder))?);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus.jsonl");
    fs::write(&path, rows.join("\n"))?;
    let report = examine("corpus", &path)?;
    print(&report.to_string())?;
    assert!(report.is_explained(), "of {} rows, some fail without an error on the page", rows.len());
    Ok(())
}

/// Rows with typical errors of pages, and with names that Rust or the macro reserves. Those that can be
/// declared pass, and the others fail for a known reason.
#[test]
fn pages_with_errors_are_declared_or_explained() -> io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/odd.jsonl");
    let report = examine("corpus-odd", &path)?;
    let text = report.to_string();
    print(&text)?;
    assert!(report.is_explained(), "a row fails without an error on its page");
    assert!(text.ends_with("\n14 of 20"), "the rows that miss are those called so");
    Ok(())
}

/// A row that does not compile is reported, and the others are compiled without it.
#[test]
fn a_row_that_does_not_compile_does_not_affect_others() -> io::Result<()> {
    let row = Row::parse(2, r#"{"entity": "shelf", "urls": ["PATCH /shelves/{id}"]}"#)?;
    let broken = Source {
        type_name: "Broken".to_owned(),
        text: "#[graph_entity::graph_entity]\npub struct Broken {}\n".to_owned(),
        notes: Vec::new(),
    };
    let mut sources = BTreeMap::from([(1, broken), (2, source::of(&row))]);
    let refused = compile(&Written::create("corpus-broken", &SUPPORT)?, &mut sources)?;
    assert!(refused.into_keys().eq([1]) && sources.into_keys().eq([2]));
    Ok(())
}

/// Writes, compiles and runs a file of rows.
fn examine(name: &'static str, path: &Path) -> io::Result<Report> {
    let mut report = Report::default();
    let rows = read(path, &mut report)?;
    let mut sources: BTreeMap<usize, Source> = rows.iter().map(|row| (row.line, source::of(row))).collect();
    for row in &rows {
        report.add_notes(row, &sources[&row.line].notes);
    }
    let written = Written::create(name, &SUPPORT)?;
    let start = Instant::now();
    let refused = compile(&written, &mut sources)?;
    print(&format!("compiled {} entities in {:.1} s", sources.len(), start.elapsed().as_secs_f64()))?;
    let found = written.run(path)?;
    for row in &rows {
        report.add(row, faults(row.line, &refused, &found));
    }
    Ok(report)
}

fn read(path: &Path, report: &mut Report) -> io::Result<Vec<Row>> {
    let unreadable = |error| io::Error::other(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match Row::parse(line, text) {
            Ok(row) => rows.push(row),
            Err(error) => report.add_no_row(line, &error),
        }
    }
    Ok(rows)
}

/// Compiles the crate without the rows that do not compile, so that the others are still checked.
fn compile(written: &Written, sources: &mut BTreeMap<usize, Source>) -> io::Result<Refused> {
    let mut all = Refused::new();
    loop {
        written.put_rows(sources)?;
        let Err(refused) = written.build()? else { return Ok(all) };
        let before = sources.len();
        sources.retain(|line, _| !refused.contains_key(line));
        if sources.len() == before {
            return Err(io::Error::other(format!("the compiler refuses what is not there: {refused:?}")));
        }
        all.extend(refused);
    }
}

fn faults(line: usize, refused: &Refused, found: &Found) -> Vec<(String, String)> {
    match (refused.get(&line), found.get(&line)) {
        (Some(words), _) => vec![(NOT_COMPILED.to_owned(), words.clone())],
        (None, Some(faults)) => faults.clone(),
        (None, None) => vec![(NOT_RUN.to_owned(), "its check printed nothing".to_owned())],
    }
}

/// Prints even if the test harness captures output.
fn print(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "corpus: {text}")
}
