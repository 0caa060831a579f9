//! Puts a page together.

use serde_json::{Map, Value};

use super::address::addresses;
use super::fault::{Faults, PageFaultKind};
use super::kind::{kind, subject};
use super::markdown::{Document, Inline, Section};
use super::permission::permissions;
use super::property::{RowKind, enums, is_titled, misplaced, rows};
use super::result::result;
use super::table::tables;
use super::words::{self, TypeWords};
use super::{Body, Page, PageKind, PageResult, PropertyRow, RequestExample, ResponseExample, example};

const DEFAULT_NAMESPACE: &str = "microsoft.graph";

pub(crate) fn page(name: &str, text: &str) -> Page {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut faults = Faults::new(name);
    let document = Document::parse(&text, &mut faults);
    let title = title(&document, &mut faults);
    let namespace = namespace(&document);
    let addresses = addresses(document.below(is_addresses), &mut faults);
    let result = result(&document, &namespace);
    let kind = kind(&document, &title, &addresses, result.as_ref());
    let linked = linked_name(&document, kind, result.as_ref(), &namespace);
    let subject = named(subject(&title, kind, &addresses), linked);
    let (requests, responses) = examples(&document, &mut faults);
    let (representation, annotations) = representation(&document, &mut faults);
    let subject = stated_name(&annotations, kind, &namespace).or(subject);
    let properties = properties(&document, kind, &namespace, &mut faults);
    note_included(&document, kind, properties.is_empty(), &mut faults);
    let relationships = relationships(&document, &namespace, &mut faults);
    let page = Page {
        name: name.to_owned(),
        kind,
        version: version(&document, &requests),
        summary: summary(&document),
        deprecation: deprecation(&document),
        is_abstract: is_abstract(&document),
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
    note_stray(&document, &mut faults);
    Page { faults: faults.into_sorted(), ..page }
}

/// Returns the rows of properties of a type, of a body, or of parameters.
fn properties(
    document: &Document<'_>,
    kind: PageKind,
    namespace: &str,
    faults: &mut Faults<'_>,
) -> Vec<PropertyRow> {
    let table = if kind.is_call() { document.below(is_body) } else { document.below(is_properties) };
    let found = rows(table, RowKind::Property, namespace, faults);
    match kind {
        _ if !found.is_empty() => found,
        PageKind::Function => {
            let table = document.below(|heading| heading.eq_ignore_ascii_case("function parameters"));
            rows(table, RowKind::Property, namespace, faults)
        }
        PageKind::Action | PageKind::Create | PageKind::Update | PageKind::Resource => {
            misplaced(&document.sections, table, RowKind::Property, namespace, faults)
        }
        _ => found,
    }
}

/// Returns the rows of relationships of a type.
fn relationships(document: &Document<'_>, namespace: &str, faults: &mut Faults<'_>) -> Vec<PropertyRow> {
    let table = document.below(|heading| heading.eq_ignore_ascii_case("relationships"));
    let found = rows(table, RowKind::Relationship, namespace, faults);
    if found.is_empty() {
        return misplaced(&document.sections, table, RowKind::Relationship, namespace, faults);
    }
    found
}

/// Notes where the properties of a type or of an update are, if they are not on the page.
fn note_included(document: &Document<'_>, kind: PageKind, is_empty: bool, faults: &mut Faults<'_>) {
    let sections = match kind {
        PageKind::Resource => document.below(is_properties),
        PageKind::Create | PageKind::Update => document.below(is_body),
        _ => return,
    };
    let files: Vec<_> = sections.iter().flat_map(Section::included).filter(|_| is_empty).collect();
    if is_empty && files.is_empty() && kind == PageKind::Update {
        let line = sections.first().or(document.title()).map_or(1, |section| section.line);
        faults.add(line, PageFaultKind::NoProperties);
    }
    for (line, file) in files {
        faults.add(line, PageFaultKind::IncludedTable(file));
    }
}

/// Returns the name in the annotation of a type's representation, without the page's namespace. It has the
/// capitals of the type, which a title need not have.
fn stated_name(annotations: &Map<String, Value>, kind: PageKind, namespace: &str) -> Option<String> {
    let name = annotations.get("@odata.type").filter(|_| kind == PageKind::Resource)?.as_str()?;
    let name = name.trim_start_matches('#');
    let local = name.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('.'));
    Some(local.unwrap_or(name).to_owned())
}

pub(crate) fn is_addresses(heading: &str) -> bool {
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
    if let Some(section) = document.title().filter(|section| section.level == 1) {
        return section.heading.clone();
    }
    faults.add(1, PageFaultKind::NoTitle);
    document.stated_title().unwrap_or_default().to_owned()
}

/// Returns the type that the page of a creation or an update links to: the one of the reply, or else of the
/// sentences below the title.
fn linked_name(
    document: &Document<'_>,
    kind: PageKind,
    result: Option<&PageResult>,
    namespace: &str,
) -> Option<String> {
    if !matches!(kind, PageKind::Create | PageKind::Update) {
        return None;
    }
    let returned = result.and_then(|result| result.kind.clone()).filter(|words| !words.is_primitive());
    let stated = || {
        let lines = document.title()?.lines.iter();
        let mut found = lines.flat_map(|(_, line)| Inline::parse(line).links);
        let (label, _) = found.find(|(_, target)| target.contains("resources/"))?;
        Some(TypeWords::parse(&label, namespace))
            .filter(|(_, unknown)| unknown.is_none())
            .map(|(words, _)| words)
    };
    let name = returned.or_else(stated)?.kind.name;
    let local = name.strip_prefix(namespace).and_then(|rest| rest.strip_prefix('.'));
    Some(local.unwrap_or(&name).to_owned())
}

/// Returns the name in a title, or the linked one if there is none, or if the title has lost the capitals.
fn named(titled: Option<String>, linked: Option<String>) -> Option<String> {
    let Some(titled) = titled else { return linked };
    let is_same = |name: &String| name.eq_ignore_ascii_case(&titled);
    let has_capitals = titled.contains(|c: char| c.is_ascii_uppercase());
    linked.filter(|name| !has_capitals && is_same(name)).or(Some(titled))
}

/// Returns the text after `Namespace:` below the title.
fn namespace(document: &Document<'_>) -> String {
    let mut lines = document.title().into_iter().flat_map(|section| &section.lines);
    let stated = lines.find_map(|(_, line)| line.trim().strip_prefix("Namespace:"));
    let stated = stated.map(|text| Inline::parse(text).text).filter(|text| !text.is_empty());
    stated.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())
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

/// Returns whether a sentence below the title, or a note, says that the type is abstract.
fn is_abstract(document: &Document<'_>) -> bool {
    const MARKS: [&str; 6] = [
        "abstract class",
        "abstract base",
        "abstract type",
        "abstract resource",
        "is abstract",
        "and abstract",
    ];
    document.title().into_iter().flat_map(|section| &section.lines).any(|(_, line)| {
        let words = Inline::parse(line.trim_start_matches(['>', ' '])).text.to_lowercase();
        words.starts_with("abstract") || MARKS.iter().any(|mark| words.contains(mark))
    })
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
        for table in tables(section, faults).into_iter().filter(|table| !is_titled(table)) {
            for row in table.rows.iter().filter(|row| !row.is_group()) {
                let Inline { text, links, .. } = Inline::parse(row.cell(0));
                let target = links.into_iter().next().map(|(_, target)| target);
                // The rows of another table may have come below these. A method is a verb: `Delete`.
                if target.is_none() && text.starts_with(|c: char| c.is_lowercase()) && words::is_name(&text) {
                    faults.add(row.line, PageFaultKind::NotAMethod(text));
                }
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

/// Returns the blocks below "Example", distinguished by their first lines.
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

/// Notes rows without a head in sections that are not read, as those below a heading in the middle of a table.
fn note_stray(document: &Document<'_>, faults: &mut Faults<'_>) {
    for section in &document.sections {
        for table in tables(section, &mut Faults::new("")) {
            if table.head.is_empty()
                && !faults.has(|line, kind| line == table.line && *kind == PageFaultKind::NoHead)
            {
                faults.add(table.line, PageFaultKind::StrayRows(section.heading.clone()));
            }
        }
    }
}

/// Adds the faults of what a page of its kind should have and has not.
fn note_missing(page: &Page, faults: &mut Faults<'_>) {
    if page.kind.is_call() {
        let start = page.addresses.first().map_or(1, |address| address.line);
        let is_noted = faults.has(|_, kind| matches!(kind, PageFaultKind::NoAddress(_)));
        if page.addresses.is_empty() && !is_noted {
            faults.add(1, PageFaultKind::NoAddresses);
        }
        if page.requests.is_empty() {
            faults.add(start, PageFaultKind::NoRequest);
        }
        if page.responses.is_empty() {
            faults.add(start, PageFaultKind::NoResponse);
        }
    }
    if page.subject.is_none() && matches!(page.kind, PageKind::Create | PageKind::Update) {
        faults.add(1, PageFaultKind::NoType(page.title.clone()));
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
