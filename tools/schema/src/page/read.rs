//! Puts a page together.

use serde_json::{Map, Value};

use super::address::{Address, addresses};
use super::fault::{Faults, PageFaultKind};
use super::markdown::{Document, Inline};
use super::permission::permissions;
use super::property::{enums, rows};
use super::table::tables;
use super::words::{self, TypeWords};
use super::{Body, Page, PageKind, PageResult, RequestExample, ResponseExample, example};

const DEFAULT_NAMESPACE: &str = "microsoft.graph";

pub(crate) fn page(name: &str, text: &str) -> Page {
    let text = text.trim_start_matches('\u{feff}').replace('\r', "");
    let mut faults = Faults::new(name);
    let document = Document::parse(&text, &mut faults);
    let title = title(&document, &mut faults);
    let namespace = namespace(&document);
    let addresses = addresses(document.below(is_addresses), &mut faults);
    let result = result(&document, &namespace);
    let kind = kind(&document, &title, &addresses, result.as_ref());
    let subject = subject(&title, kind, &addresses);
    let (requests, responses) = examples(&document, &mut faults);
    let (representation, annotations) = representation(&document, &mut faults);
    // The annotation has the name's capitals, which a title need not have.
    let stated =
        annotations.get("@odata.type").and_then(Value::as_str).filter(|_| kind == PageKind::Resource);
    let stated = stated.map(|name| name.strip_prefix(&format!("{namespace}.")).unwrap_or(name).to_owned());
    let subject = stated.or(subject);
    let columns: &[&str] = &["property", "parameter", "name", "property name", "parameter name"];
    let table = if kind.is_call() { document.below(is_body) } else { document.below(is_properties) };
    let mut properties = rows(table, columns, &namespace, &mut faults);
    if kind == PageKind::Function && properties.is_empty() {
        let table = document.below(|heading| heading.eq_ignore_ascii_case("function parameters"));
        properties = rows(table, columns, &namespace, &mut faults);
    }
    let relationships = document.below(|heading| heading.eq_ignore_ascii_case("relationships"));
    let relationships = rows(relationships, &["relationship", "name"], &namespace, &mut faults);
    let page = Page {
        name: name.to_owned(),
        kind,
        version: version(&document, &requests),
        summary: summary(&document),
        deprecation: deprecation(&document),
        base: base(&document, &namespace)
            .or_else(|| stated_base(&annotations, representation.as_ref(), &namespace)),
        methods: methods(&document, &mut faults),
        permissions: permissions(document.below(is_permissions), &mut faults),
        enums: enums(&document.sections, subject.as_deref().unwrap_or_default(), &mut faults),
        title,
        subject,
        namespace,
        addresses,
        properties,
        relationships,
        result,
        requests,
        responses,
        representation,
        annotations,
        faults: Vec::new(),
    };
    note_missing(&page, &mut faults);
    Page { faults: faults.into_sorted(), ..page }
}

fn is_addresses(heading: &str) -> bool {
    heading.to_lowercase().starts_with("http request")
}

fn is_permissions(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    heading.starts_with("prerequisites") || heading.starts_with("permissions")
}

fn is_body(heading: &str) -> bool {
    heading.to_lowercase().starts_with("request body") || heading.eq_ignore_ascii_case("parameters")
}

fn is_properties(heading: &str) -> bool {
    heading.to_lowercase().starts_with("properties")
}

fn title(document: &Document<'_>, faults: &mut Faults<'_>) -> String {
    let Some(section) = document.title() else {
        faults.add(1, PageFaultKind::NoTitle);
        return String::new();
    };
    section.heading.clone()
}

/// Returns what stands after `Namespace:` below the title.
fn namespace(document: &Document<'_>) -> String {
    let mut lines = document.title().into_iter().flat_map(|section| &section.lines);
    let stated = lines.find_map(|(_, line)| line.trim().strip_prefix("Namespace:"));
    let stated = stated.map(|text| Inline::parse(text).text).filter(|text| !text.is_empty());
    stated.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())
}

/// Returns the kind that the title says, or the one of the first address if the title is free text.
fn kind(
    document: &Document<'_>,
    title: &str,
    addresses: &[Address],
    result: Option<&PageResult>,
) -> PageKind {
    let words = title.to_lowercase();
    let ends: [(&str, PageKind); 8] = [
        (" resource type", PageKind::Resource),
        (" entity type", PageKind::Resource),
        (" complex type", PageKind::Resource),
        (" enum type", PageKind::Enum),
        (" enumeration type", PageKind::Enum),
        (" enumeration", PageKind::Enum),
        (" action", PageKind::Action),
        (" function", PageKind::Function),
    ];
    if let Some((_, kind)) = ends.iter().find(|(end, _)| words.ends_with(end)) {
        return *kind;
    }
    if document.front_matter.contains("enumPageType") {
        return PageKind::Enum;
    }
    if document.front_matter.contains("resourcePageType") {
        return PageKind::Resource;
    }
    match addresses.first() {
        Some(address) => kind_of_call(&words, address, result),
        // Some pages have a sentence in the place of their address.
        None if document.below(is_addresses).is_empty() => PageKind::Other,
        None => kind_of_verb(&words),
    }
}

/// Returns the kind that the first word of a title says.
fn kind_of_verb(title: &str) -> PageKind {
    match title.split(' ').next().unwrap_or_default() {
        "get" => PageKind::Get,
        "list" => PageKind::List,
        "create" => PageKind::Create,
        "update" => PageKind::Update,
        "delete" => PageKind::Delete,
        _ => PageKind::Other,
    }
}

/// Returns the kind of a call by its method, and where a method has several by the words of the title.
fn kind_of_call(title: &str, address: &Address, result: Option<&PageResult>) -> PageKind {
    let is_bound = title.contains(": ");
    let last = address.segments().last().unwrap_or_default();
    let is_call = last.contains('(') || last.contains('.') || is_bound;
    let is_collection =
        result.and_then(|result| result.kind.as_ref()).is_some_and(|kind| kind.kind.is_collection);
    match address.method.as_str() {
        "PATCH" | "PUT" => PageKind::Update,
        "DELETE" => PageKind::Delete,
        "POST" if is_call => PageKind::Action,
        "POST" if ["create", "add", "post", "new"].iter().any(|word| title.starts_with(word)) => {
            PageKind::Create
        }
        "POST" => PageKind::Action,
        _ if title.starts_with("list") => PageKind::List,
        _ if title.starts_with("get") && !is_call => PageKind::Get,
        _ if is_call => PageKind::Function,
        _ if is_collection => PageKind::List,
        _ => PageKind::Get,
    }
}

/// Returns the name in a title, `Update shelf` or `shelf resource type`. The name of an action or a function is
/// the last segment of its address, if the title is `Move a shelf` or `shelf: move`.
fn subject(title: &str, kind: PageKind, addresses: &[Address]) -> Option<String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_operation = matches!(kind, PageKind::Action | PageKind::Function);
    let name = match words.as_slice() {
        _ if kind == PageKind::Other => return None,
        [.., name, "action" | "function"] if is_operation => name,
        words if is_operation => match addresses.first() {
            Some(address) => address.segments().last()?.split('(').next()?,
            None => words.last()?,
        },
        [_, name] if kind.is_call() => return words::is_name(name).then(|| words::type_case(name)),
        [name] | [name, .., "type" | "enumeration"] if !kind.is_call() => name,
        _ => return None,
    };
    let name = name.trim_matches('*');
    name.split('.').all(words::is_name).then(|| name.to_owned())
}

/// Returns the version that the first example names, or `beta` if the page warns of it.
fn version(document: &Document<'_>, requests: &[RequestExample]) -> Option<String> {
    if let Some(version) = requests.iter().find_map(RequestExample::version) {
        return Some(version.to_owned());
    }
    let mut lines = document.title().into_iter().flat_map(|section| &section.lines);
    let is_beta =
        lines.any(|(_, line)| line.contains("under the /beta version") || line.contains("beta-disclaimer"));
    is_beta.then(|| "beta".to_owned())
}

/// Returns the lines below the title that are not notes about the page.
fn summary(document: &Document<'_>) -> String {
    let lines = document.title().into_iter().flat_map(|section| &section.lines);
    let text = lines.map(|(_, line)| line.trim()).filter(|line| {
        !["Namespace:", ">", "[!INCLUDE", "Inherits from"].iter().any(|start| line.starts_with(start))
    });
    Inline::parse(&text.collect::<Vec<_>>().join(" ")).text
}

/// Returns the note below the title that says that the call or the type is deprecated.
fn deprecation(document: &Document<'_>) -> Option<(u32, String)> {
    document.title()?.lines.iter().find_map(|(line, text)| {
        let text = Inline::parse(text.trim_start_matches(['>', ' '])).text;
        Some((*line, words::deprecation(&text)?))
    })
}

/// Returns the type after `Inherits from`.
fn base(document: &Document<'_>, namespace: &str) -> Option<(u32, TypeWords)> {
    document.title()?.lines.iter().find_map(|(line, text)| {
        let start = text.find("nherits from ")?;
        let (words, unknown) =
            TypeWords::parse(first_link(&text[start + "nherits from ".len()..]), namespace);
        unknown.is_none().then_some((*line, words))
    })
}

/// Returns the type that the annotation of a JSON representation says.
fn stated_base(
    annotations: &Map<String, Value>,
    representation: Option<&Body>,
    namespace: &str,
) -> Option<(u32, TypeWords)> {
    let name = annotations.get("baseType")?.as_str()?;
    let (words, unknown) = TypeWords::parse(name, namespace);
    unknown.is_none().then_some((representation?.line, words))
}

/// Returns a text up to the end of its first link, or its first word.
fn first_link(text: &str) -> &str {
    let text = text.trim();
    if text.starts_with('[') {
        return text.find(')').map_or(text, |end| &text[..=end]);
    }
    text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ','])
}

fn methods(document: &Document<'_>, faults: &mut Faults<'_>) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for section in document.below(|heading| heading.eq_ignore_ascii_case("methods")) {
        for table in tables(section, faults) {
            for row in table.rows.iter().filter(|row| !row.is_group()) {
                let target = Inline::parse(row.cell(0)).links.into_iter().next().map(|(_, target)| target);
                let file =
                    target.filter(|target| target.contains("/api/")).and_then(|target| file_name(&target));
                found.extend(file.map(|file| (row.line, file)));
            }
        }
    }
    found
}

/// Returns the name of the file that a link points to, without an anchor.
pub(crate) fn file_name(link: &str) -> Option<String> {
    let file = link.split(['#', '?']).next()?.rsplit('/').next()?;
    (!file.is_empty()).then(|| file.to_owned())
}

/// Returns the blocks below "Example", told apart by their first lines.
fn examples(document: &Document<'_>, faults: &mut Faults<'_>) -> (Vec<RequestExample>, Vec<ResponseExample>) {
    let (mut requests, mut responses) = (Vec::new(), Vec::new());
    let sections = document.below(|heading| heading.to_lowercase().starts_with("example"));
    for block in sections.iter().flat_map(|section| &section.blocks) {
        if let Some(request) = example::request(block, faults) {
            requests.push(request);
        } else if let Some(response) = example::response(block, faults) {
            responses.push(response);
        }
    }
    (requests, responses)
}

/// Returns the JSON representation of a type, and the facts in the comment above it.
fn representation(document: &Document<'_>, faults: &mut Faults<'_>) -> (Option<Body>, Map<String, Value>) {
    let sections = document.below(|heading| heading.eq_ignore_ascii_case("json representation"));
    let Some(block) = sections.iter().flat_map(|section| &section.blocks).next() else {
        return (None, Map::new());
    };
    let comment = block.comment.trim_start_matches("<!--").trim_end().trim_end_matches("-->").trim();
    let annotations = serde_json::from_str(comment).unwrap_or_default();
    (Some(example::body(block.text, block.line, faults)), annotations)
}

/// Returns what the sentence `If successful, this method returns a ...` says.
fn result(document: &Document<'_>, namespace: &str) -> Option<PageResult> {
    let sections = document.below(|heading| heading.eq_ignore_ascii_case("response"));
    let (line, text) = sections.iter().flat_map(|section| &section.lines).find_map(|(line, text)| {
        text.trim_start().to_lowercase().starts_with("if successful").then_some((*line, text.trim()))
    })?;
    let status = Inline::parse(text).codes.iter().find_map(|code| code.split(' ').next()?.parse().ok());
    let kind = text.split_once("response code").and_then(|(_, rest)| returned(rest, namespace));
    Some(PageResult { line, status, kind })
}

/// Reads ` and a collection of [shelf](shelf.md) objects in the response body.` and its other forms.
fn returned(text: &str, namespace: &str) -> Option<TypeWords> {
    let text = text.split(" in the ").next()?;
    let rest = text.trim_start_matches([',', ' ']);
    let rest = rest.strip_prefix("and ").or_else(|| rest.strip_prefix("with "))?;
    let is_collection = rest.to_lowercase().contains("collection") && !rest.contains("[collection");
    if let Some((name, target)) = Inline::parse(rest).links.into_iter().next() {
        let (mut words, unknown) = TypeWords::parse(&format!("[{name}]({target})"), namespace);
        let is_named = words.kind.name.to_lowercase().contains("collection");
        words.kind.is_collection = is_collection && (!is_named || rest.contains(" collection"));
        return unknown.is_none().then_some(words);
    }
    let mut rest = rest.trim_end_matches(['.', ' ']);
    for article in ["a ", "an ", "the ", "collection of "] {
        rest = rest.strip_prefix(article).unwrap_or(rest);
    }
    let rest =
        ["objects", "object", "value"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest).trim();
    let (mut words, unknown) = TypeWords::parse(rest, namespace);
    words.kind.is_collection |= is_collection;
    // Anything else is a sentence.
    let is_type = words.word == rest || words.is_primitive() || rest.starts_with("**");
    (unknown.is_none() && is_type).then_some(words)
}

/// Adds the faults of what a page of its kind should have and has not.
fn note_missing(page: &Page, faults: &mut Faults<'_>) {
    if page.kind.is_call() {
        let start = page.addresses.first().map_or(1, |address| address.line);
        if page.requests.is_empty() {
            faults.add(start, PageFaultKind::NoRequest);
        }
        if page.responses.is_empty() {
            faults.add(start, PageFaultKind::NoResponse);
        }
    }
    let verbs: [(&str, PageKind); 5] = [
        ("-get.md", PageKind::Get),
        ("-list.md", PageKind::List),
        ("-create.md", PageKind::Create),
        ("-update.md", PageKind::Update),
        ("-delete.md", PageKind::Delete),
    ];
    let named = verbs.iter().find(|(end, kind)| page.name.ends_with(end) && *kind != page.kind);
    if let Some((_, named)) = named {
        let kind = PageFaultKind::OtherKind { named: named.words(), found: page.kind.words() };
        faults.add(1, kind);
    }
}
