//! The published pages of Intune, of July 2021.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;
use std::{env, fs};

use graph_entity_schema::StructureKind;
use graph_entity_schema::page::{
    Account, Documentation, Documented, Page, PageFaultKind, PageKind, PropertyRow, TypeKind,
};
use serde_json::Value;

/// Returns the folder and its pages, which are read once.
pub(crate) fn published() -> Option<(PathBuf, &'static Documentation)> {
    static READ: OnceLock<Documentation> = OnceLock::new();
    let Some(folder) = env::var_os("GRAPH_DOCS").map(PathBuf::from) else {
        println!("skipped: GRAPH_DOCS does not name the folder of the documentation's pages");
        return None;
    };
    let documentation = READ.get_or_init(|| {
        let start = Instant::now();
        let documentation = Documentation::read(&folder).expect("the pages");
        println!("read {} pages in {:.1} s", documentation.pages().count(), start.elapsed().as_secs_f64());
        documentation
    });
    Some((folder, documentation))
}

#[test]
fn every_page_is_read_and_its_faults_are_counted() {
    let Some((_, documentation)) = published() else { return };
    let mut kinds: BTreeMap<PageKind, usize> = BTreeMap::new();
    for documented in documentation.pages() {
        *kinds.entry(documented.page.kind).or_default() += 1;
    }
    println!("{kinds:?}");
    let mut faults: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for fault in documentation.faults() {
        faults.entry(kind(&fault.kind)).or_default().push(fault.to_string());
    }
    for (kind, found) in &faults {
        println!("{kind}: {}", found.len());
        for fault in found {
            println!("    {fault}");
        }
    }
    let counts: Vec<_> = faults.iter().map(|(kind, found)| (*kind, found.len())).collect();
    assert_eq!(counts, FAULTS);
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), KINDS);
}

/// The faults of the pages of July 2021, by kind.
const FAULTS: [(&str, usize); 7] = [
    ("broken row", 29),
    ("no address", 10),
    ("other kind", 1),
    ("repeated name", 12),
    ("surplus cells", 26),
    ("unknown permission", 18),
    ("unknown type", 2),
];

/// The number of pages of each kind.
const KINDS: [(PageKind, usize); 10] = [
    (PageKind::Get, 537),
    (PageKind::List, 468),
    (PageKind::Create, 412),
    (PageKind::Update, 480),
    (PageKind::Delete, 415),
    (PageKind::Action, 191),
    (PageKind::Function, 64),
    (PageKind::Resource, 1091),
    (PageKind::Enum, 595),
    (PageKind::Other, 23),
];

fn kind(kind: &PageFaultKind) -> &'static str {
    match kind {
        PageFaultKind::NoTitle => "no title",
        PageFaultKind::OtherKind { .. } => "other kind",
        PageFaultKind::UnclosedBlock => "unclosed block",
        PageFaultKind::UnclosedComment => "unclosed comment",
        PageFaultKind::NoAddress(_) => "no address",
        PageFaultKind::SurplusCells { .. } => "surplus cells",
        PageFaultKind::BrokenRow => "broken row",
        PageFaultKind::NotAName(_) => "not a name",
        PageFaultKind::RepeatedName(_) => "repeated name",
        PageFaultKind::NoTypes => "no types",
        PageFaultKind::UnknownType(_) => "unknown type",
        PageFaultKind::NotAValue(_) => "not a value",
        PageFaultKind::UnknownPermission(_) => "unknown permission",
        PageFaultKind::UnknownAccount(_) => "unknown account",
        PageFaultKind::IncludedTable(_) => "included table",
        PageFaultKind::NoRequest => "no request",
        PageFaultKind::NoResponse => "no response",
        PageFaultKind::NotJson(_) => "not JSON",
        _ => "other",
    }
}

/// What the other reader read wrong, or what this one calls a fault: rows after one of several lines, sentences
/// in the place of an address, a table of permissions with spaces around its bars, and the type of a page that
/// is not there.
const KNOWN: [(&str, &str); 7] = [
    ("beta/api/intune-deviceconfig-windowsdeliveryoptimizationconfiguration", "properties: 28 instead of 13"),
    ("beta/api/intune-partnerintegration-appvulnerabilitymanageddevice", "urls: [] instead of"),
    ("beta/api/intune-partnerintegration-appvulnerabilitymobileapp", "urls: [] instead of"),
    ("beta/api/intune-shared-devicemanagement", "Delegated (work or school account): "),
    ("beta/api/intune-shared-devicemanagement", "Application: "),
    ("beta/api/intune-cirrus-officeclientconfigurationassignment", "property: {\"name\":\"target\""),
    ("v1.0/api/intune-cirrus-officeclientconfigurationassignment", "property: {\"name\":\"target\""),
];

/// The rows were read from the same pages by a reader of its own.
#[test]
fn the_update_pages_are_read_as_another_reader_read_them() {
    let Some((folder, documentation)) = published() else { return };
    let rows = fs::read_to_string(folder.join("update-pages.jsonl")).expect("the rows");
    let pages: BTreeMap<&str, &Documented> =
        documentation.pages().map(|documented| (documented.path.as_str(), documented)).collect();
    let mut compared = 0;
    let mut differences = Vec::new();
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        let name = row["page"].as_str().expect("a name");
        compared += 1;
        for difference in differ(&row, pages[name], documentation) {
            differences.push(format!("{name}: {difference}"));
        }
    }
    println!("{}", differences.join("\n"));
    assert_eq!(compared, 480);
    let known = KNOWN.iter().map(|(page, what)| format!("{page}-update.md: {what}"));
    let unknown = |difference: &&String| !known.clone().any(|known| difference.starts_with(&known));
    assert_eq!(differences.iter().filter(unknown).count(), 0);
}

fn differ(row: &Value, documented: &Documented, documentation: &Documentation) -> Vec<String> {
    let page = &documented.page;
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: Value, expected: &Value| {
        if found != *expected {
            differences.push(format!("{what}: {found} instead of {expected}"));
        }
    };
    compare("kind", (page.kind == PageKind::Update).into(), &Value::Bool(true));
    compare("version", documented.version.as_str().into(), &row["version"]);
    compare("entity", page.subject.clone().into(), &row["entity"]);
    let urls: Vec<String> =
        page.addresses.iter().map(|address| format!("{} {}", address.method, address.template)).collect();
    compare("urls", urls.into(), &row["urls"]);
    compare("request", page.request_object().cloned().into(), &row["request"]);
    compare("response", page.response_object().cloned().into(), &row["response"]);
    let rows: Vec<Value> =
        page.properties.iter().map(|row| property(row, documented, documentation)).collect();
    for (found, expected) in rows.iter().zip(row["props"].as_array().expect("an array")) {
        compare("property", found.clone(), expected);
    }
    compare("properties", rows.len().into(), &row["props"].as_array().map_or(0, Vec::len).into());
    for (account, principal) in [
        (Account::DelegatedWork, "Delegated (work or school account)"),
        (Account::Application, "Application"),
    ] {
        let mut found: Vec<&str> = Vec::new();
        for permissions in page.permissions.iter().filter(|permissions| permissions.account == account) {
            found.extend(permissions.names.iter().map(String::as_str));
        }
        let mut expected: Vec<&str> = Vec::new();
        let mut above = "";
        for cells in row["perms"].as_array().expect("an array") {
            let (first, cell) =
                (cells[0].as_str().unwrap_or_default(), cells[1].as_str().unwrap_or_default());
            if first.starts_with("Delegated") || first == "Application" {
                above = first;
            }
            if above == principal {
                expected
                    .extend(cell.split([',', ' ']).filter(|name| name.contains('.') && !name.ends_with('.')));
            }
        }
        found.sort_unstable();
        expected.sort_unstable();
        compare(principal, found.into(), &expected.into());
    }
    differences
}

fn property(row: &PropertyRow, documented: &Documented, documentation: &Documentation) -> Value {
    let kind = match documentation.type_kind(&documented.version, &row.kind) {
        TypeKind::Primitive => "primitive",
        TypeKind::Enum => "enum",
        TypeKind::Complex => "complex",
        TypeKind::Entity => "entity",
        TypeKind::Unknown => "unknown",
    };
    serde_json::json!({
        "name": row.name,
        "type": row.kind.word,
        "kind": kind,
        "coll": row.kind.kind.is_collection,
        // The key is read-only by rule.
        "read_only": row.is_read_only || row.name == "id",
        "inherited": row.inherited_from,
    })
}

/// Pages with a part missing are read without a panic, and their faults are on lines that they have.
#[test]
fn pages_with_a_part_missing_are_read() {
    let Some((folder, documentation)) = published() else { return };
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    for documented in documentation.pages().step_by(10) {
        let mut text = fs::read_to_string(folder.join(&documented.path)).expect("the page");
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let start = places[random(places.len())];
        let end = (start + random(200)).min(text.len());
        if text.is_char_boundary(end) {
            text.replace_range(start..end, "");
        }
        let lines = u32::try_from(text.lines().count()).expect("a number of lines");
        let page = Page::parse(&documented.path, &text);
        assert!(page.faults.iter().all(|fault| fault.line <= lines), "{:?}", page.faults);
    }
}

/// Every update page leads to a type of the model, with its addresses.
#[test]
fn every_documented_update_is_a_request_of_a_type() {
    let Some((_, documentation)) = published() else { return };
    let mut updates = 0;
    for version in ["beta", "v1.0"] {
        let metadata = documentation.metadata(version);
        for (name, requests) in documentation.requests(version) {
            if let Some(pages) = requests.pages.get(&PageKind::Update) {
                updates += pages.len();
                let structure =
                    metadata.structure(&name).unwrap_or_else(|| panic!("{name} is not in the model"));
                assert!(structure.kind == StructureKind::Entity, "{name} is not an entity type");
                assert!(!requests.entity.is_empty() || name.contains("appVulnerability"), "{name}");
            }
        }
    }
    assert_eq!(updates, 480);
}
