//! Entities from the examples of documentation pages, Graph's `*-get.md` and `*-update.md`.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use graph_entity_schema::page::{Address, Page, PageFaultKind, RequestExample};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::schema::model::Model;
use crate::seeds::address::home;
use crate::seeds::entity::insert_at;

/// A documentation page whose entity is not stored, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusedPage {
    /// The name of the page's file.
    pub file: PathBuf,
    /// What it lacks, or what is wrong with its example.
    pub reason: String,
}

/// The result of reading a folder of pages.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    /// How many pages gave an entity, or describe one that another page gave.
    pub(crate) used: usize,
    pub(crate) unused: Vec<UnusedPage>,
}

/// The entity of a page.
#[derive(Debug, PartialEq)]
struct Entity {
    version: String,
    /// The addresses with placeholders, in the order of the page.
    addresses: Vec<String>,
    properties: Properties,
}

/// The known keys, by the address template that each is the last key of.
type Keys = HashMap<String, String>;

const SUFFIXES: [&str; 2] = ["-get.md", "-update.md"];

/// Stores the entities of all pages of a folder and its subfolders.
pub(crate) fn seed(folder: &Path, model: &Model, store: &mut Store) -> io::Result<Pages> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    let mut pages = Pages::default();
    let mut entities = Vec::new();
    for file in files {
        match read(&file.to_string_lossy(), &std::fs::read_to_string(&file)?) {
            Ok(entity) => entities.push((file, entity)),
            Err(reason) => pages.unused.push(UnusedPage { file, reason }),
        }
    }
    // Parents come first, since their keys are part of their children's addresses; reads come before updates,
    // whose examples have changed values.
    let depth = |entity: &Entity| entity.addresses.first().map_or(0, |address| address.matches('{').count());
    let is_update = |file: &Path| file.to_string_lossy().ends_with(SUFFIXES[1]);
    entities.sort_by_key(|(file, entity)| (depth(entity), is_update(file), file.clone()));
    let mut keys = Keys::new();
    for (file, entity) in entities {
        match insert_page(&entity, &mut keys, model, store) {
            Ok(()) => pages.used += 1,
            Err(reason) => pages.unused.push(UnusedPage { file, reason }),
        }
    }
    pages.unused.sort_by(|one, two| one.file.cmp(&two.file));
    Ok(pages)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else if SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Stores a page's entity at the first of its addresses that is served.
fn insert_page(entity: &Entity, keys: &mut Keys, model: &Model, store: &mut Store) -> Result<(), String> {
    for template in &entity.addresses {
        let template = format!("/{}{template}", entity.version);
        let address = fill(&template, &entity.properties, keys);
        let Ok(home) = home(model, &address) else { continue };
        // An entity that is stored already wins, but its key is still used for its children.
        if store.get(&home).is_none() {
            insert_at(model, store, &address, Value::Object(entity.properties.clone()))?;
        }
        if let Some(key) = home.key() {
            keys.entry(template).or_insert_with(|| key.to_owned());
        }
        return Ok(());
    }
    Err("none of its addresses is served".to_owned())
}

/// Fills a template with keys: the example's own for the last one, those of the parents' examples for the
/// others, and made-up names for the rest.
fn fill(template: &str, entity: &Properties, keys: &Keys) -> String {
    let (mut address, mut at) = (String::new(), String::new());
    for segment in template.split('/').skip(1) {
        at.extend(["/", segment]);
        let placeholder = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let Some(placeholder) = placeholder else {
            address.extend(["/", segment]);
            continue;
        };
        let own = entity.get("id").filter(|_| at == template).and_then(Value::as_str);
        let known = own.or_else(|| keys.get(&at).map(String::as_str));
        let made_up = || format!("{}-1", placeholder.strip_suffix("Id").unwrap_or(placeholder));
        let key = known.map_or_else(made_up, str::to_owned);
        address.push('/');
        address.extend(utf8_percent_encode(&key, NON_ALPHANUMERIC));
    }
    address
}

/// Reads a page. The error describes what it lacks.
fn read(name: &str, text: &str) -> Result<Entity, String> {
    let page = Page::parse(name, text);
    let is_of_entity = |address: &&Address| matches!(address.method.as_str(), "GET" | "PATCH");
    let addresses: Vec<String> =
        page.addresses.iter().filter(is_of_entity).map(|address| address.template.clone()).collect();
    if addresses.is_empty() {
        return Err("it has no address below \"HTTP request\"".to_owned());
    }
    let version = page.requests.iter().find_map(RequestExample::version);
    let version = version.ok_or("its request example does not say a version")?.to_owned();
    let response = page.responses.last().ok_or("it has no example of a response")?;
    let body = response.body.as_ref().ok_or("its response example has no body")?;
    match &body.json {
        Some(Value::Object(body)) => Ok(Entity { version, addresses, properties: unwrapped(body.clone()) }),
        Some(_) => Err("its response example is not an entity".to_owned()),
        None => Err(not_json(&page, body.line)),
    }
}

/// Returns the reason why the body at a line is not JSON.
fn not_json(page: &Page, line: u32) -> String {
    let reason = page.faults.iter().filter(|fault| fault.line >= line).find_map(|fault| match &fault.kind {
        PageFaultKind::NotJson(reason) => Some(format!("line {}: {reason}", fault.line)),
        _ => None,
    });
    format!("its response example: {}", reason.unwrap_or_default())
}

/// Removes the `value` around the entity, which the pages show and Graph does not send. An entity may have a
/// property with this name too, but then it has others as well.
fn unwrapped(mut body: Properties) -> Properties {
    let is_only_member = body.len() == 1;
    match body.get_mut("value") {
        Some(Value::Object(entity)) if is_only_member => std::mem::take(entity),
        _ => body,
    }
}

/// Formats it as one line.
impl fmt::Display for UnusedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(addresses: &str, request: &str, response: &str) -> String {
        format!(
            "\u{feff}---\ntitle: x\n---\n# Get thing\n## HTTP Request\n<!-- {{\n -->\n``` http\n{addresses}\n```\n\
             ## Response\nIt returns `200 OK`.\n## Example\n### Request\n```http\n{request}\nAccept: x\n```\n\
             ### Response\nHere:\n``` http\nHTTP/1.1 200 OK\nContent-Length: 9\n\n{response}\n```\nBye.\n"
        )
    }

    const REQUEST: &str = "GET https://graph.microsoft.com/beta/things/{thingId}";

    fn read_ok(response: &str) -> Entity {
        read(
            "a.md",
            &page("GET /things/{thingId}?$top=5\r\nGET /me/things/{thingId}\nPOST /x", REQUEST, response),
        )
        .unwrap()
    }

    #[test]
    fn a_page_has_addresses_and_an_entity() {
        let expected = ["/things/{thingId}", "/me/things/{thingId}"].map(str::to_owned);
        for (response, entity) in [
            (r#"{"value": {"id": "7", "name": "n"}}"#, json!({"id": "7", "name": "n"})),
            (r#"{"id": "7", "value": {"x": 1}}"#, json!({"id": "7", "value": {"x": 1}})),
            (r#"{"value": "text"}"#, json!({"value": "text"})),
        ] {
            let found = read_ok(response);
            assert_eq!((found.version.as_str(), found.addresses.as_slice()), ("beta", expected.as_slice()));
            assert_eq!(Value::Object(found.properties), entity);
        }
    }

    #[test]
    fn an_unusable_page_is_an_error() {
        let good = "GET /things/{thingId}";
        for (text, reason) in [
            (String::new(), "it has no address below \"HTTP request\""),
            (page("GET ** Entity URI not found", REQUEST, "{}"), "it has no address below \"HTTP request\""),
            (page("POST /things", REQUEST, "{}"), "it has no address below \"HTTP request\""),
            (page(good, "GET /things/1", "{}"), "its request example does not say a version"),
            (page(good, REQUEST, ""), "its response example has no body"),
            (page(good, REQUEST, "{\"id\": ...}"), "its response example: line 25: expected value"),
            (page(good, REQUEST, "[]"), "its response example is not an entity"),
            (page(good, REQUEST, "{}").replace("HTTP/1.1 200", "200"), "it has no example of a response"),
        ] {
            let error = read("a.md", &text).unwrap_err();
            assert!(error.starts_with(reason), "{error}");
        }
    }

    #[test]
    fn keys_are_from_the_example_the_parents_or_the_placeholder() {
        let keys = Keys::from([("/beta/a/{aId}".to_owned(), "o'x".to_owned())]);
        let entity = Properties::from_iter([("id".to_owned(), json!("7"))]);
        for (template, expected) in [
            ("/beta/a/{aId}", "/beta/a/7"),
            ("/beta/a/{aId}/b/{bId}", "/beta/a/o%27x/b/7"),
            ("/beta/c/{cId}/b/{bId}/d", "/beta/c/c%2D1/b/b%2D1/d"),
            ("/beta/a/{aId}/a/{aId}", "/beta/a/o%27x/a/7"),
        ] {
            assert_eq!(fill(template, &entity, &keys), expected);
        }
        assert_eq!(fill("/beta/c/{name}", &Properties::new(), &keys), "/beta/c/name%2D1");
    }

    /// Almost all of the real pages can be read, if they are available.
    #[test]
    fn almost_all_documentation_pages_can_be_read() {
        let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
            eprintln!("skipped: GRAPH_DOCS names no folder of documentation pages");
            return;
        };
        let mut files = Vec::new();
        collect(Path::new(&folder), &mut files).unwrap();
        let unread: Vec<String> = files
            .iter()
            .filter_map(|file| {
                let reason = read(&file.to_string_lossy(), &std::fs::read_to_string(file).unwrap()).err()?;
                Some(format!("{}: {reason}", file.display()))
            })
            .collect();
        println!("{} of {} pages cannot be read:\n{}", unread.len(), files.len(), unread.join("\n"));
        assert!(files.len() > 500 && unread.len() * 50 < files.len());
    }
}
