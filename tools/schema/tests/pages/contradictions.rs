//! The published pages of Intune and the metadata of the same month, July 2021: where they do not agree, and why.
//!
//! `UPDATE_CONTRADICTIONS=1 cargo test -p graph-entity-schema --test pages contradict` writes the list of all points to
//! `docs/contradictions.md`. Read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use graph_entity_schema::{Contradiction, ContradictionKind, Metadata};

use crate::published::published;

const DOCUMENT: &str = "beta-2021-07-13.xml";

#[test]
fn the_pages_contradict_the_metadata_of_their_month_at_known_points() {
    let Some((_, documentation)) = published() else { return };
    let Some(csdl) = env::var_os("GRAPH_CSDL").map(PathBuf::from) else {
        return println!("skipped: GRAPH_CSDL does not name the folder of the metadata documents");
    };
    let text = fs::read_to_string(csdl.join(DOCUMENT)).expect("the metadata document");
    let mut metadata = Metadata::parse(DOCUMENT, &text).expect("metadata");
    let pages = documentation.metadata("beta");
    let types = pages.structures().count() + pages.enumerations().count();
    let mut found: BTreeMap<ContradictionKind, Vec<Contradiction>> = BTreeMap::new();
    for contradiction in metadata.merge(&pages) {
        found.entry(contradiction.kind).or_default().push(contradiction);
    }
    let report = report(types, pages.operations().len(), &found);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/contradictions.md");
    if env::var_os("UPDATE_CONTRADICTIONS").is_some() {
        fs::write(&file, &report).expect("a writable file");
    }
    let known = fs::read_to_string(&file).expect("the list");
    assert!(report == known, "the list differs: read what changes after UPDATE_CONTRADICTIONS=1");
    let unexplained: Vec<_> = found.keys().filter(|kind| cause(**kind).is_none()).collect();
    assert!(unexplained.is_empty(), "without a cause: {unexplained:?}");
}

/// The types that are abstract in one of the two only.
#[test]
fn abstract_types_are_known_from_pages() {
    let Some((_, documentation)) = published() else { return };
    let Some(csdl) = env::var_os("GRAPH_CSDL").map(PathBuf::from) else {
        return println!("skipped: GRAPH_CSDL does not name the folder of the metadata documents");
    };
    let text = fs::read_to_string(csdl.join(DOCUMENT)).expect("the metadata document");
    let metadata = Metadata::parse(DOCUMENT, &text).expect("metadata");
    let pages = documentation.metadata("beta");
    let mut differ = Vec::new();
    for structure in pages.structures() {
        if let Some(known) =
            metadata.structure(&structure.name).filter(|known| known.is_abstract != structure.is_abstract)
        {
            let name = known.name.trim_start_matches("microsoft.graph.");
            differ.push(format!("{name} {}", if known.is_abstract { "concrete" } else { "abstract" }));
        }
    }
    differ.sort();
    // Nothing on the page of a concrete one tells: no type extends two of them on the pages, and examples have values of
    // the third. The abstract ones are those of the list.
    let concrete: Vec<&str> = differ.iter().filter_map(|it| it.strip_suffix(" concrete")).collect();
    let expected = ["androidForWorkCertificateProfileBase", "kerberosSingleSignOnExtension", "omaSetting"];
    assert_eq!(concrete, expected);
    assert_eq!(differ.len() - concrete.len(), 8, "{differ:?}");
}

/// The kinds that there are, with a title and the cause.
const CAUSES: [(ContradictionKind, &str, &str); 11] = [
    (
        ContradictionKind::UnknownType,
        "Types that only the pages have",
        "The metadata is of the 13th and lacks what came later in the month, and what is internal to the service.",
    ),
    (
        ContradictionKind::Base,
        "Types that another type extends",
        "Pages of types that several workloads share leave out what a type extends.",
    ),
    (
        ContradictionKind::Abstract,
        "Types that are abstract by the pages only",
        "Pages rarely say that a type is abstract. A type that others extend is taken for abstract if no page creates or \
         changes it, or, for a complex type, if no example has a value of it. These have neither.",
    ),
    (
        ContradictionKind::Key,
        "Keys",
        "The pages give a key to two singletons that have none in the metadata.",
    ),
    (
        ContradictionKind::UnknownProperty,
        "Properties that only the pages have",
        "User experience analytics and others changed within the month. Two singletons have a key by the pages only.",
    ),
    (
        ContradictionKind::UnlistedProperty,
        "Properties that only the metadata has",
        "The page of a type that several workloads share lists the properties that Intune uses. A few other pages are \
         behind the service: those of app protection, of Tunnel and of assignment settings.",
    ),
    (
        ContradictionKind::PropertyType,
        "Types of properties",
        "The relationship is known from the addresses of its pages, and only pages of a derived type have these.",
    ),
    (
        ContradictionKind::Flags,
        "Flags",
        "Pages do not say that the members of an enumeration are combined. It is taken from the values of the members, \
         which for few members are both bits and numbers in order.",
    ),
    (ContradictionKind::UnknownMember, "Members that only the pages have", "The metadata lacks it."),
    (
        ContradictionKind::UnknownOperation,
        "Actions and functions that only the pages have",
        "The metadata lacks them.",
    ),
    (
        ContradictionKind::Address,
        "Addresses",
        "A cast segment is missing, and several derived types have the relationship, each to another type; or the cast is \
         to a type that does not have it; or the namespace is one that is internal to the service.",
    ),
];

fn cause(kind: ContradictionKind) -> Option<(&'static str, &'static str)> {
    CAUSES.iter().find(|(known, ..)| *known == kind).map(|(_, title, cause)| (*title, *cause))
}

fn report(
    types: usize,
    operations: usize,
    found: &BTreeMap<ContradictionKind, Vec<Contradiction>>,
) -> String {
    let all: usize = found.values().map(Vec::len).sum();
    let mut text = format!(
        "# Where documentation pages and metadata do not agree\n\n\
         The published pages of Intune, beta, of July 2021 describe {types} types and {operations} actions and functions. \
         The metadata is that of beta of 13 July 2021. They do not agree on {all} points. A merge believes the metadata.\n\n\
         This file is written by a test: `UPDATE_CONTRADICTIONS=1 cargo test -p graph-entity-schema --test pages contradict`, \
         with the folders of the pages and of the metadata in `GRAPH_DOCS` and `GRAPH_CSDL`.\n\n\
         | what | points | why |\n|:---|---:|:---|\n"
    );
    for (kind, points) in found {
        let (title, cause) = cause(*kind).unwrap_or_default();
        let _ = writeln!(text, "| {title} | {} | {cause} |", points.len());
    }
    for (kind, points) in found {
        let (title, _) = cause(*kind).unwrap_or_default();
        let _ = write!(text, "\n## {title}\n\n");
        let lines =
            if *kind == ContradictionKind::UnlistedProperty { by_type(points) } else { one_by_one(points) };
        for line in lines {
            let _ = writeln!(text, "- {line}");
        }
    }
    text
}

/// The subject, what the metadata says and what the pages say, each with the document and the line.
fn one_by_one(points: &[Contradiction]) -> Vec<String> {
    let line = |point: &Contradiction| {
        let says = |statement: &Option<graph_entity_schema::Statement>| match statement {
            Some(statement) if statement.text.is_empty() => format!("none ({})", statement.source),
            Some(statement) => format!("`{}` ({})", statement.text, statement.source),
            None => "nothing".to_owned(),
        };
        format!("`{}`: metadata {}, page {}", point.subject, says(&point.first), says(&point.second))
    };
    points.iter().map(line).collect()
}

fn by_type(points: &[Contradiction]) -> Vec<String> {
    let mut types: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, property) in points.iter().filter_map(|point| point.subject.split_once('/')) {
        types.entry(name).or_default().push(format!("`{property}`"));
    }
    types.iter().map(|(name, properties)| format!("`{name}`: {}", properties.join(", "))).collect()
}
