//! The addresses and names that the generator finds in the documents that Microsoft publishes.
//!
//! Needs their folder in `GRAPH_CSDL`.

use std::collections::HashSet;
use std::path::Path;

use cargo_graph_entity::{Catalog, Request, generate};
use graph_entity_schema::{Metadata, Target};

/// Returns the documents, or nothing if there are none.
fn documents() -> Vec<(&'static str, Metadata)> {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder of metadata documents");
        return Vec::new();
    };
    let names = ["beta-2021-07-13.xml", "v1.0-2026-08-20.xml"];
    let read = names.map(|name| {
        let text = std::fs::read_to_string(Path::new(&folder).join(name)).expect("a document");
        (name, Metadata::parse(name, &text).expect("a valid document"))
    });
    read.into()
}

#[test]
fn every_address_leads_to_the_type_or_to_one_that_it_extends() {
    for (document, metadata) in documents() {
        let catalog = Catalog::new(&metadata);
        let mut count = 0;
        for entry in catalog.list("").expect("all types").into_iter().filter(|entry| entry.sort == "entity") {
            for address in catalog.show(&entry.name).expect("a type").addresses {
                let found = match metadata.resolve(&address) {
                    Ok(Target::Entity(name)) => name.to_owned(),
                    other => panic!("{address} of {document}: {other:?}"),
                };
                let mut lineage = metadata.lineage(&entry.name);
                assert!(lineage.any(|part| part.name == found), "{address} of {document} leads to {found}");
                count += 1;
            }
        }
        println!("{document}: {count} addresses");
        assert!(count > 1_000);
    }
}

#[test]
fn every_name_is_there_once() {
    for (document, metadata) in documents() {
        let everything = Request { all: true, ..Request::default() };
        let generated = generate(&metadata, document, "v1.0", &everything).expect("everything");
        let mut names = HashSet::new();
        for name in generated.names() {
            assert!(names.insert(name), "{name} of {document} is there twice");
        }
        // What is left out has no form: streams, and types without an address.
        for line in generated.left_out() {
            let is_known = ["a stream, which is never part of a value", "no address leads to it"]
                .iter()
                .any(|reason| line.ends_with(reason));
            assert!(is_known, "{line}");
        }
    }
}
