//! Types and members as pages declare them, one by one.

use serde_json::Value;

use crate::annotation::{Annotations, Revision, RevisionKind};
use crate::source::Fact;
use crate::structure::{EnumMember, EnumType, StructureKind, StructuredType};

use super::{Documented, EnumTable, Page, PropertyRow};

/// The usual name of a key.
pub(super) const KEY: &str = "id";

/// Returns what a resource page describes: only entity types have a key.
pub(super) fn sort(page: &Page) -> StructureKind {
    if key(page).is_some() { StructureKind::Entity } else { StructureKind::Complex }
}

/// Returns the name of the key that a resource page states, or the usual one if it lists methods. Some pages state a
/// key for complex types: these do not have the property and list no methods.
pub(super) fn key(page: &Page) -> Option<&str> {
    let has = |name: &str| page.properties.iter().any(|row| row.name == name);
    let stated = page.annotations.get("keyProperty").and_then(Value::as_str);
    let stated = stated.filter(|name| has(name) || !page.methods.is_empty());
    stated.or_else(|| (!page.methods.is_empty() && has(KEY)).then_some(KEY))
}

/// Returns whether the sentences about a type say that it is abstract.
pub(super) fn is_abstract(page: &Page) -> bool {
    let words = page.summary.to_lowercase();
    words.starts_with("abstract")
        || ["abstract class", "abstract base", "abstract type", "abstract resource"]
            .iter()
            .any(|mark| words.contains(mark))
}

/// Returns an entity type without properties, for the page of a call.
pub(super) fn bare(name: &str, documented: &Documented) -> StructuredType {
    let has_key = documented.page.properties.iter().any(|row| row.name == KEY);
    StructuredType {
        name: name.to_owned(),
        kind: StructureKind::Entity,
        base: None,
        is_abstract: false,
        is_open: false,
        has_stream: false,
        keys: has_key.then(|| KEY.to_owned()).into_iter().collect(),
        alternate_keys: Vec::new(),
        explicit_operations: Vec::new(),
        properties: Vec::new(),
        navigation: Vec::new(),
        annotations: annotations("", documented.page.deprecation.clone(), documented, 1),
        source: documented.source(1),
    }
}

pub(super) fn enumeration(name: &str, table: &EnumTable, documented: &Documented) -> EnumType {
    let members: Vec<EnumMember> = table
        .members
        .iter()
        .map(|row| EnumMember {
            name: row.name.clone(),
            value: row.value,
            annotations: annotations(&row.description, None, documented, row.line),
            source: documented.source(row.line),
        })
        .collect();
    EnumType {
        name: name.to_owned(),
        underlying: None,
        is_flags: are_flags(&members),
        members,
        annotations: annotations("", None, documented, table.line),
        source: documented.source(table.line),
    }
}

pub(super) fn listed(name: &str, row: &PropertyRow, documented: &Documented) -> EnumType {
    let member = |member: &String| EnumMember {
        name: member.clone(),
        value: None,
        annotations: annotations("", None, documented, row.line),
        source: documented.source(row.line),
    };
    EnumType {
        name: name.to_owned(),
        underlying: None,
        is_flags: false,
        members: row.members.iter().map(member).collect(),
        annotations: annotations("", None, documented, row.line),
        source: documented.source(row.line),
    }
}

/// Returns whether the values are bits, perhaps with 0 and with all of them, and not just the first numbers.
fn are_flags(members: &[EnumMember]) -> bool {
    let members = members.iter().filter(|member| !member.is_sentinel());
    let Some(values) = members.map(|member| member.value).collect::<Option<Vec<i64>>>() else { return false };
    let is_bit = |value: &i64| value.count_ones() == 1;
    let bits = values.iter().copied().filter(is_bit).fold(0, |bits, bit| bits | bit);
    let are_all = values.iter().all(|value| *value == 0 || *value == bits || is_bit(value));
    let are_first = bits & bits.wrapping_add(1) == 0;
    are_all && bits >= 7 && (are_first || bits.count_ones() > 3)
}

pub(super) fn annotations(
    description: &str,
    deprecation: Option<(u32, String)>,
    documented: &Documented,
    line: u32,
) -> Annotations {
    let page = Some(Fact { value: description.to_owned(), source: documented.source(line) });
    let revision = deprecation.map(|(line, text)| Revision {
        kind: RevisionKind::Deprecated,
        version: None,
        description: Some(text),
        date: None,
        removal_date: None,
        source: documented.source(line),
    });
    Annotations { page, revisions: revision.into_iter().collect(), ..Annotations::default() }
}

pub(super) fn row_annotations(row: &PropertyRow, documented: &Documented) -> Annotations {
    let deprecation = row.deprecation.clone().map(|text| (row.line, text));
    annotations(&row.description, deprecation, documented, row.line)
}
