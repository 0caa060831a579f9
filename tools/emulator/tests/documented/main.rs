//! Every documented update page's first address takes that page's example, served from a metadata document.
//!
//! `GRAPH_DOCS` names the folder that holds `update-pages.jsonl`, one page a line; `GRAPH_CSDL` the folder of the metadata
//! documents. Without them the test says that it is skipped.

mod page;
mod report;
#[path = "../http/wire.rs"]
#[allow(dead_code, reason = "one request is all that is asked here")]
mod wire;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use graph_entity_emulator::Emulator;
use graph_entity_schema::Metadata;

use crate::page::Page;
use crate::report::{Outcome, Report};

/// The metadata that the pages of both versions are held against: it is of the month that the pages are of.
const METADATA: &str = "beta-2021-07-13.xml";
/// How long the start may take, so that a test does not wait for it.
const SLOWEST_START: Duration = Duration::from_secs(2);

#[tokio::test]
async fn each_page_takes_its_own_example() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(docs), Some(csdl)) = (folder("GRAPH_DOCS"), folder("GRAPH_CSDL")) else {
        println!("skipped: GRAPH_DOCS and GRAPH_CSDL name no documentation pages and no metadata");
        return;
    };
    let metadata = std::fs::read_to_string(csdl.join(METADATA)).expect("the metadata document");
    let rows = std::fs::read_to_string(docs.join("update-pages.jsonl")).expect("the rows of the pages");
    let pages: Vec<Page> = rows.lines().enumerate().map(|(row, line)| Page::read(row, line)).collect();

    let before = Instant::now();
    let emulator = Emulator::builder().metadata("beta", metadata.as_str()).start().await;
    let start = before.elapsed();
    println!("start: {} ms", start.as_millis());
    assert!(start < SLOWEST_START, "the start took {start:?}");

    let metadata = Metadata::parse(&metadata).expect("metadata");
    let mut report = Report::default();
    for page in &pages {
        let outcome = outcome(&emulator, &metadata, page).await;
        report.note(page, page.names_abstract(&metadata), outcome);
    }
    println!("{report}");
    report.check();
}

/// Puts the page's entity at its address, changes it as the page does, and looks whether the reply says so.
async fn outcome(emulator: &Emulator, metadata: &Metadata, page: &Page) -> Outcome {
    let Some(path) = page.path() else { return Outcome::NoAddress };
    if let Err(error) = emulator.seed_at(&path, page.entity(metadata)) {
        return Outcome::NotPlaced(error.to_string());
    }
    let headers = [wire::TOKEN, wire::JSON, "Prefer: include-unknown-enum-members"];
    let answer = wire::send(emulator, "PATCH", &path, &headers, &page.request.to_string()).await;
    if answer.status != 200 {
        let (status, _, message) = answer.error();
        return Outcome::Refused(status, message);
    }
    match page.lost(&answer.json()) {
        None => Outcome::Passed,
        Some(property) => Outcome::Lost(property),
    }
}
