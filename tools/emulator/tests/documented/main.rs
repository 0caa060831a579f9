//! Sends the example of every documented update page, and of every page of an action or a function, to the first
//! address on the page, served from a metadata document.
//!
//! `GRAPH_DOCS` names the folder of the pages, and `GRAPH_CSDL` the folder with the metadata documents. Without them, the test prints that it is skipped.

mod calls;
mod page;
mod report;
#[path = "../http/wire.rs"]
#[allow(dead_code, reason = "this test sends only one kind of request")]
mod wire;

use std::path::PathBuf;

use graph_entity_emulator::Emulator;
use graph_entity_schema::Metadata;
use serde_json::Value;

use crate::page::Page;
use crate::report::{Known, Outcome, Report};

/// The metadata for the pages of both versions, from the same month as the pages.
const METADATA: &str = "beta-2021-07-13.xml";

/// The outcomes of the 480 update pages of July 2021. A failure is an error on the page, or the metadata of that
/// month lacks what the page has.
const KNOWN: Known = Known {
    pages: "pages",
    correction: "a concrete type for an abstract one",
    passed: 440,
    corrected: 18,
    reasons: &[
        ("the request has no type, and the declared one is abstract", "Cannot create an abstract class", 5),
        ("the page has no address", NO_ADDRESS, 2),
        ("the metadata has no such address", "no entity is served at this address", 3),
        ("the metadata has no such type", "could not be resolved by the model", 3),
        ("the metadata has no such property", "does not exist on type", 5),
        ("null for a collection, which is never null", "A null value was found", 3),
        ("another value for what the service computes", "is read-only and cannot be changed", 1),
    ],
};

const NO_ADDRESS: &str = "(no address)";

#[tokio::test]
async fn each_documented_update_is_accepted() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(docs), Some(csdl)) = (folder("GRAPH_DOCS"), folder("GRAPH_CSDL")) else {
        println!("skipped: GRAPH_DOCS and GRAPH_CSDL name no documentation pages and no metadata");
        return;
    };
    let metadata = std::fs::read_to_string(csdl.join(METADATA)).expect("the metadata document");
    let pages = Page::read_all(&docs).expect("the pages");

    let emulator = Emulator::builder().metadata("beta", metadata.as_str()).start().await;

    let metadata = Metadata::parse("metadata", &metadata).expect("metadata");
    let mut report = Report::new(&KNOWN);
    for page in &pages {
        report.note(page.name(), outcome(&emulator, &metadata, page).await);
    }
    println!("{report}");
    report.check();
}

#[tokio::test]
async fn each_documented_call_is_accepted() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(docs), Some(csdl)) = (folder("GRAPH_DOCS"), folder("GRAPH_CSDL")) else {
        println!("skipped: GRAPH_DOCS and GRAPH_CSDL name no documentation pages and no metadata");
        return;
    };
    let read = |file: &str| std::fs::read_to_string(csdl.join(file)).expect("a metadata document");
    let documents = calls::METADATA.map(|(version, file)| (version, read(file)));
    let report = calls::call_all(&docs, &documents).await;
    println!("{report}");
    report.check();
}

/// Seeds the page's entity, sends the page's request, and checks that the reply has the new values. A request
/// that names an abstract type is refused, and accepted with a concrete one.
async fn outcome(emulator: &Emulator, metadata: &Metadata, page: &Page) -> Outcome {
    let Some(path) = page.path() else { return Outcome::Failed(NO_ADDRESS.to_owned()) };
    if let Err(error) = emulator.seed_at(&path, page.entity(metadata)) {
        return Outcome::Failed(error.to_string());
    }
    let as_printed = update(emulator, &path, &page.request).await;
    if !page.names_abstract(metadata) {
        return as_printed;
    }
    match as_printed {
        Outcome::Refused(400, message) if message.contains("abstract class") => {
            update(emulator, &path, &page.with_concrete_types(metadata)).await.corrected()
        }
        _ => Outcome::Refused(0, "a value of an abstract type is not refused".to_owned()),
    }
}

/// Sends a request, and checks that the reply has its values.
async fn update(emulator: &Emulator, path: &str, request: &Value) -> Outcome {
    // The directory answers without the entity unless it is asked for it.
    let prefer = "Prefer: include-unknown-enum-members, return=representation";
    let headers = [wire::TOKEN, wire::JSON, prefer];
    let answer = wire::send(emulator, "PATCH", path, &headers, &request.to_string()).await;
    if answer.status != 200 {
        let (status, _, message) = answer.error();
        return Outcome::Refused(status, message);
    }
    Page::lost(request, &answer.json()).map_or(Outcome::Passed, |property| {
        Outcome::Failed(format!("`{property}` has another value in the reply"))
    })
}
