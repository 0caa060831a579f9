//! Types and members as pages declare them, one by one.

use serde_json::Value;

use crate::annotation::{Annotations, Revision, RevisionKind};
use crate::source::Fact;
use crate::structure::{Access, EnumMember, EnumType, Property, StructureKind, StructuredType, TypeName};

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

/// Returns whether a type that others extend is said to be only a base. `Bandwidth restriction types` without a
/// property is one, too.
pub(super) fn is_base(structure: &StructuredType) -> bool {
    let summary = structure.annotations.page.as_ref().map_or("", |page| page.value.as_str()).to_lowercase();
    let is_stated =
        ["base class", "base type", "base complex type"].iter().any(|words| summary.contains(words));
    let is_empty = structure.kind == StructureKind::Complex
        && structure.properties.is_empty()
        && summary.trim_end_matches('.').ends_with(" types");
    is_stated || is_empty || structure.name.ends_with("Base")
}

/// Returns an entity type for the page of a call, with no property but a key that the page does not list: the
/// tables of updates may have only what can be changed.
pub(super) fn bare(name: &str, documented: &Documented) -> StructuredType {
    let page = &documented.page;
    let is_listed = page.properties.iter().any(|row| row.name == KEY);
    let example = page.response_object().or(page.request_object());
    let is_shown = example.and_then(|example| example.get(KEY)).is_some_and(Value::is_string);
    let line = page.addresses.first().map_or(1, |address| address.line);
    let key = (is_shown && !is_listed).then(|| Property {
        name: KEY.to_owned(),
        kind: TypeName { name: "Edm.String".to_owned(), is_collection: false },
        nullable: false,
        nullable_items: None,
        access: Access::ReadWrite,
        access_source: None,
        annotations: annotations("", None, documented, line),
        source: documented.source(line),
    });
    StructuredType {
        name: name.to_owned(),
        kind: StructureKind::Entity,
        base: None,
        is_abstract: false,
        is_open: false,
        has_stream: false,
        keys: (is_listed || is_shown).then(|| KEY.to_owned()).into_iter().collect(),
        alternate_keys: Vec::new(),
        explicit_operations: Vec::new(),
        properties: key.into_iter().collect(),
        navigation: Vec::new(),
        annotations: annotations("", page.deprecation.clone(), documented, 1),
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
