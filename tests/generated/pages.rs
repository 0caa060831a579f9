//! The types that were generated from documentation pages only read and write the examples of the pages.
//!
//! Needs the folder of the pages in `GRAPH_DOCS`. `GRAPH_GENERATE=all` generates the type of every update page.

mod examples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use graph_entity::model::{Annotation, PropertyInfo};
use graph_entity::{InvalidRequestError, PatchError, PatchErrorKind};
use graph_entity_generated::{UPDATES, Update};
use graph_entity_schema::page::{Documentation, Documented, Page, PageKind};
use serde_json::Value;

use examples::{Object, TYPE, difference, has_null_collection, has_unlisted, stated};

/// The reasons why the examples of a page are not those of its type, all of them errors on the page, with the number
/// of pages.
const MISSES: &[(&str, usize)] = &[(UNLISTED, 1), (NULL_COLLECTION, 3), (TIME, 1), (STREAM, 4)];

#[test]
fn the_examples_of_update_pages_are_read_and_written() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
        return println!("skipped: GRAPH_DOCS does not name the folder of the documentation's pages");
    };
    let documentation = Documentation::read(Path::new(&folder)).expect("the pages");
    let mut count = 0;
    let mut misses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut faults = Vec::new();
    for documented in documentation.pages().filter(|documented| documented.page.kind == PageKind::Update) {
        let Some(update) = UPDATES.iter().find(|update| update.page == documented.path) else { continue };
        count += 1;
        for fault in faults_of(update, &documented.page) {
            match reason(&documentation, documented, update) {
                Some(reason) => misses.entry(reason).or_default().push(update.page),
                None => faults.push(format!("{}: {fault}", update.page)),
            }
        }
    }
    for (reason, pages) in &mut misses {
        pages.dedup();
        println!("{reason}:\n    {}", pages.join("\n    "));
    }
    println!("{} of {count} update pages", count - misses.values().map(Vec::len).sum::<usize>());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    if std::env::var("GRAPH_GENERATE").is_ok_and(|value| value == "all") {
        assert_eq!(count, 480);
        let misses: Vec<_> = misses.iter().map(|(reason, pages)| (*reason, pages.len())).collect();
        assert_eq!(misses, MISSES);
    }
}

/// Returns what is wrong on a page if its examples are not those of its type.
fn reason(documentation: &Documentation, documented: &Documented, update: &Update) -> Option<&'static str> {
    let page = &documented.page;
    let (Some(request), Some(response)) = (page.request_object(), page.response_object()) else {
        return Some(NO_OBJECT);
    };
    let has = |text: &str| Value::Object(request.clone()).to_string().contains(text);
    let has_null = has_null_collection(update.entity.info, request);
    let sends_time = TIMES.iter().any(|name| request.contains_key(*name));
    match () {
        () if stated(request).is_some() && stated(request) != stated(response) => Some(TWO_TYPES),
        () if has("Edm.Stream") => Some(STREAM),
        () if has_null => Some(NULL_COLLECTION),
        () if sends_time => Some(TIME),
        () if has_unlisted(documentation, &documented.version, &Value::Object(request.clone())) => {
            Some(UNLISTED)
        }
        () => None,
    }
}

const NO_OBJECT: &str = "an example is not a JSON object";
const TWO_TYPES: &str = "the two examples are of two types";
const STREAM: &str = "the examples have the bytes of a stream, which are never part of a value";
const NULL_COLLECTION: &str = "an example has null for a collection";
const TIME: &str = "the example of the request has a time that the service sets";

const UNLISTED: &str = "an example has a property that the page of its type does not list";

const TIMES: [&str; 3] = ["createdDateTime", "lastModifiedDateTime", "modifiedDateTime"];

fn faults_of(update: &Update, page: &Page) -> Vec<String> {
    let (Some(request), Some(response)) = (page.request_object(), page.response_object()) else {
        return vec!["no example".to_owned()];
    };
    let response = response_fault(update, response).map(|fault| format!("the reply: {fault}"));
    let request = request_fault(update, request).map(|fault| format!("the request: {fault}"));
    response.into_iter().chain(request).collect()
}

fn response_fault(update: &Update, response: &Object) -> Option<String> {
    let info = update.entity.info;
    let written = match (update.entity.read_and_write)(Value::Object(response.clone()).to_string().as_bytes())
    {
        Ok(written) => written,
        Err(error) => return Some(error),
    };
    let written = written.as_object()?;
    let own = (info.annotation() == Annotation::Always).then_some(info.name());
    if stated(written) != own {
        return Some(format!("it is written with the type {:?}, not {own:?}", stated(written)));
    }
    difference(info, response, written)
}

/// A name that no type has.
const UNKNOWN: &str = "graphEntityHasNoSuchProperty";

/// A patch refuses what only the service sets and what the type does not have, and sends the rest.
fn request_fault(update: &Update, request: &Object) -> Option<String> {
    let info = update.entity.info;
    let is_set_by_service =
        |name: &str| name != TYPE && info.property(name).is_some_and(PropertyInfo::is_read_only);
    let (refused, writable): (Object, Object) =
        request.clone().into_iter().partition(|(name, _)| is_set_by_service(name));
    if let Some(name) = refused.keys().find(|name| !info.property(name).is_some_and(PropertyInfo::is_key)) {
        return Some(format!("`{name}` is read-only"));
    }
    let mut names: Vec<&str> = refused.keys().map(String::as_str).collect();
    let mut with_unknown = request.clone();
    with_unknown.insert(UNKNOWN.to_owned(), Value::Null);
    let fault = refusal_fault(update, request, &names);
    names.push(UNKNOWN);
    fault.or_else(|| refusal_fault(update, &with_unknown, &names)).or_else(|| sent_fault(update, &writable))
}

/// A patch of an example is refused for these properties and no others.
fn refusal_fault(update: &Update, example: &Object, expected: &[&str]) -> Option<String> {
    let error = (update.patch)(Value::Object(example.clone())).err();
    let kinds = error.as_ref().map_or(&[][..], PatchError::kinds);
    let refused = kinds.iter().map(|kind| match kind {
        PatchErrorKind::ReadOnly { property } | PatchErrorKind::Unknown { property } => {
            Some(property.as_str())
        }
        _ => None,
    });
    let refused: BTreeSet<Option<&str>> = refused.collect();
    let is_expected = refused == expected.iter().copied().map(Some).collect();
    (!is_expected).then(|| match error {
        Some(error) => format!("to be refused: {expected:?}; but {error}"),
        None => format!("{expected:?} is taken"),
    })
}

/// A patch sends its properties in the order of the declaration, after its type.
fn sent_fault(update: &Update, writable: &Object) -> Option<String> {
    let info = update.entity.info;
    let body = match (update.patch)(Value::Object(writable.clone())) {
        Ok(body) => body,
        Err(error) => return Some(error.to_string()),
    };
    let shown = serde_json::to_string(&body).expect("a patch is JSON");
    let declared = info.properties().iter().map(PropertyInfo::name);
    let declared = declared.filter(|name| *name != TYPE && writable.contains_key(*name));
    let expected: Vec<&str> = std::iter::once(TYPE).chain(declared).collect();
    let bytes = match body.into_bytes() {
        Ok(bytes) => bytes,
        Err(InvalidRequestError::EmptyPatch { .. }) if writable.keys().all(|name| name == TYPE) => {
            return None;
        }
        Err(error) => return Some(error.to_string()),
    };
    if shown.as_bytes() != bytes {
        return Some(format!("{shown} is shown, and another body sent"));
    }
    let body: Object = serde_json::from_slice(&bytes).expect("an object");
    let sent: Vec<&str> = body.keys().map(String::as_str).collect();
    if sent != expected {
        return Some(format!("{sent:?} is sent for {expected:?}"));
    }
    // Few examples do not have the type, which does no harm.
    let of = stated(writable).unwrap_or(info.name());
    if stated(&body) != Some(of) {
        return Some(format!("it is sent with the type {:?}, not {of}", stated(&body)));
    }
    difference(info, writable, &body)
}
