//! What is generated from documentation pages only declares every action and function that a page describes:
//! at each of its addresses, with its parameters and its result.
//!
//! `GRAPH_DOCS` names the folder of the published pages. It prints `N of 255`, and fails with the reason of
//! each miss.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cargo_graph_entity::{Request, Source, generate};
use graph_entity_schema::OperationKind;
use graph_entity_schema::declared::{Address, Item, Returned, Shape};
use graph_entity_schema::page::{Documentation, Page, PageKind};

/// The generated actions and functions, by their addresses. Overloads have the same.
type Calls = BTreeMap<String, Vec<Item>>;

fn calls(documentation: &Documentation, version: &str) -> Calls {
    let everything = Request { all: true, ..Request::default() };
    let generated = generate(&documentation.metadata(version), "pages", version, &everything).expect("all");
    let source = Source::parse([(PathBuf::from("a.rs"), generated.to_text())]).expect("source");
    let mut found = Calls::new();
    for item in source.items.into_iter().filter(|item| matches!(item.shape, Shape::Call { .. })) {
        for address in item.route().into_iter().flat_map(|route| &route.addresses) {
            found.entry(address.lookup_of_call()).or_default().push(item.clone());
        }
    }
    found
}

/// Returns what a page describes and the generated items do not have.
fn miss(page: &Page, calls: &Calls) -> Option<String> {
    let kind = match page.kind {
        PageKind::Action => OperationKind::Action,
        _ => OperationKind::Function,
    };
    page.templates().find_map(|template| {
        let path = Address { text: template.to_owned(), position: None }.lookup_of_call();
        let path = path.split_once('(').map_or(path.as_str(), |(path, _)| path);
        let Some(items) = calls.get(path) else { return Some(format!("nothing is at `{template}`")) };
        let reasons: Vec<_> = items.iter().map(|item| difference(page, kind, item)).collect();
        if reasons.iter().any(Option::is_none) {
            return None;
        }
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        Some(format!("`{template}`: {}", reasons.join("; ")))
    })
}

fn difference(page: &Page, wanted: OperationKind, item: &Item) -> Option<String> {
    let Shape::Call { kind, result, .. } = &item.shape else { return Some("no call".to_owned()) };
    if *kind != wanted {
        return Some("of the other kind".to_owned());
    }
    let declared = item.properties();
    if let Some(row) = page.properties.iter().find(|row| {
        let same = declared.iter().find(|property| property.name == row.name);
        same.is_none_or(|property| property.value.is_collection != row.kind.kind.is_collection)
    }) {
        return Some(format!("no parameter `{}`", row.name));
    }
    if declared.len() != page.properties.len() {
        return Some(format!("{} parameters, not {}", declared.len(), page.properties.len()));
    }
    let stated = page.result.as_ref().and_then(|result| result.kind.as_ref());
    let is_collection = match result {
        Returned::Value(value) => Some(value.is_collection),
        Returned::Stream(_) => Some(false),
        Returned::Nothing => None,
    };
    let stated = stated.map(|stated| stated.kind.is_collection);
    (stated != is_collection).then(|| format!("the result is {is_collection:?}, not {stated:?}"))
}

#[test]
fn every_documented_action_and_function_is_generated_from_its_page() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
        eprintln!("skipped: GRAPH_DOCS names no folder of documentation pages");
        return;
    };
    let documentation = Documentation::read(Path::new(&folder)).expect("the pages");
    let mut misses = Vec::new();
    let mut total = 0;
    for version in documentation.versions() {
        let calls = calls(&documentation, version);
        let is_call = |kind: PageKind| matches!(kind, PageKind::Action | PageKind::Function);
        let pages = documentation.pages().filter(|it| it.version == version && is_call(it.page.kind));
        for documented in pages {
            total += 1;
            misses.extend(miss(&documented.page, &calls).map(|miss| format!("{}: {miss}", documented.path)));
        }
    }
    println!("{} of {total}", total - misses.len());
    assert!(total > 0 && misses.is_empty(), "{} misses:\n{}", misses.len(), misses.join("\n"));
}
