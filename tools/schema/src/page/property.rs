//! The tables of properties, relationships, parameters and members.

use std::collections::HashMap;

use super::fault::{Faults, PageFaultKind};
use super::markdown::{Inline, Section};
use super::table::{Row, Table, tables};
use super::words::{self, TypeWords};

/// A row of a table of properties, relationships or parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PropertyRow {
    /// Its line.
    pub line: u32,
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeWords,
    /// The description without markup.
    pub description: String,
    /// Whether the description says that only the service sets it.
    pub is_read_only: bool,
    /// Whether it may be null, if the description says so.
    pub nullable: Option<bool>,
    /// The default, if the description states one.
    pub default: Option<String>,
    /// The members that the description lists, if the type is an enumeration.
    pub members: Vec<String>,
    /// The type that declares it, if that is not the page's own.
    pub inherited_from: Option<String>,
    /// What the description says about its end.
    pub deprecation: Option<String>,
    /// The workload that it belongs to, on pages that several share: the row above it with only a first cell.
    pub workload: Option<String>,
}

/// A table of an enumeration's members.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumTable {
    /// The line of its heading.
    pub line: u32,
    /// The name of the type.
    pub name: String,
    /// The members in the order of the table.
    pub members: Vec<MemberRow>,
}

/// A row of a table of members.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberRow {
    /// Its line.
    pub line: u32,
    /// The name on the wire.
    pub name: String,
    /// The number, if the page states one.
    pub value: Option<i64>,
    /// The description without markup.
    pub description: String,
}

/// Returns the rows of the tables whose first column has one of the names.
pub(crate) fn rows(
    sections: &[Section<'_>],
    columns: &[&str],
    namespace: &str,
    faults: &mut Faults<'_>,
) -> Vec<PropertyRow> {
    let mut found = Vec::new();
    for section in sections {
        for table in tables(section, faults) {
            if columns.iter().any(|name| table.is_of(name)) {
                add_rows(&table, namespace, &mut found, faults);
            }
        }
    }
    found
}

fn add_rows(table: &Table, namespace: &str, found: &mut Vec<PropertyRow>, faults: &mut Faults<'_>) {
    let kind = table.column("type");
    if kind.is_none() && !table.rows.is_empty() {
        faults.add(table.line, PageFaultKind::NoTypes);
    }
    let description = table.column("description").unwrap_or(2);
    let mut workload = None;
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        let first = Inline::parse(row.cell(0)).text;
        if row.is_group() && !(words::is_name(&first) && row.cells.len() > 1) {
            workload = Some(first);
            continue;
        }
        let name = first.split([' ', '(']).next().unwrap_or_default();
        if !words::is_name(name) {
            faults.add(row.line, PageFaultKind::NotAName(first));
            continue;
        }
        let found_row = PropertyRow {
            deprecation: words::deprecation(first[name.len()..].trim())
                .or_else(|| words::deprecation(&Inline::parse(row.cell(description)).text)),
            workload: workload.clone(),
            ..property(row, name, kind.map(|kind| row.cell(kind)), row.cell(description), namespace, faults)
        };
        if let Some(first) = places.get(name).and_then(|place| found.get_mut(*place)) {
            faults.add(row.line, PageFaultKind::RepeatedName(name.to_owned()));
            first.is_read_only |= found_row.is_read_only;
        } else {
            places.insert(name.to_owned(), found.len());
            found.push(found_row);
        }
    }
}

fn property(
    row: &Row,
    name: &str,
    kind: Option<&str>,
    description: &str,
    namespace: &str,
    faults: &mut Faults<'_>,
) -> PropertyRow {
    let (words, unknown) = TypeWords::parse(kind.unwrap_or_default(), namespace);
    // A table without types is one fault, and not one a row.
    if let Some(text) = unknown.filter(|_| kind.is_some()) {
        faults.add(row.line, PageFaultKind::UnknownType(text));
    }
    let members = if words.is_primitive() && words.kind.name != "Edm.String" {
        Vec::new()
    } else {
        words::members(description)
    };
    let description = Inline::parse(description).text;
    PropertyRow {
        line: row.line,
        name: name.to_owned(),
        kind: words,
        is_read_only: words::is_read_only(&description),
        nullable: words::nullable(&description),
        default: words::default(&description),
        members,
        inherited_from: words::inherited_from(&description),
        deprecation: None,
        workload: None,
        description,
    }
}

/// Returns the tables of members: that of the page's own type, and those below `### shelfKind values`.
pub(crate) fn enums(sections: &[Section<'_>], subject: &str, faults: &mut Faults<'_>) -> Vec<EnumTable> {
    let mut found = Vec::new();
    for section in sections {
        let heading = section.heading.trim();
        let named = heading.strip_suffix(" values").or_else(|| heading.strip_suffix(" enum type"));
        let name = match named.map(str::trim).filter(|name| words::is_name(name)) {
            Some(name) => name,
            None if heading.eq_ignore_ascii_case("members") => subject,
            None => continue,
        };
        let mut members = Vec::new();
        for table in tables(section, faults) {
            if table.is_of("member") || table.is_of("members") || table.is_of("value") {
                add_members(&table, &mut members, faults);
            }
        }
        if !members.is_empty() {
            found.push(EnumTable { line: section.line, name: name.to_owned(), members });
        }
    }
    found
}

fn add_members(table: &Table, members: &mut Vec<MemberRow>, faults: &mut Faults<'_>) {
    let value = table.column("value").filter(|column| *column > 0);
    let description = table.column("description").unwrap_or(usize::MAX);
    for row in &table.rows {
        let name = Inline::parse(row.cell(0)).text;
        let number = value.map(|column| row.cell(column)).filter(|text| !text.is_empty());
        let known = number.and_then(|text| text.parse().ok());
        if let (Some(text), None) = (number, known) {
            faults.add(row.line, PageFaultKind::NotAValue(text.to_owned()));
        }
        if !words::is_name(&name) {
            faults.add(row.line, PageFaultKind::NotAName(name));
        } else if members.iter().any(|member| member.name == name) {
            faults.add(row.line, PageFaultKind::RepeatedName(name));
        } else {
            let description = Inline::parse(row.cell(description)).text;
            members.push(MemberRow { line: row.line, name, value: known, description });
        }
    }
}
