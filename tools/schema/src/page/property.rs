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

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Properties or parameters.
    Property,
    /// Relationships.
    Relationship,
}

/// Returns the rows of the tables in sections, without tables of the other kind.
pub(crate) fn rows(
    sections: &[Section<'_>],
    kind: RowKind,
    namespace: &str,
    faults: &mut Faults<'_>,
) -> Vec<PropertyRow> {
    let mut found = Vec::new();
    for section in sections {
        for table in tables(section, faults) {
            if kind == RowKind::Property && is_of(&table, RowKind::Relationship) {
                continue;
            }
            if let Some(columns) = Columns::of(&table, faults) {
                add_rows(&table, &columns, namespace, &mut found, faults);
            }
        }
    }
    found
}

/// Returns the rows of tables that stand in the section of something else, since their heading was forgotten. Their
/// own sections are read already.
pub(crate) fn misplaced(
    sections: &[Section<'_>],
    own: &[Section<'_>],
    kind: RowKind,
    namespace: &str,
    faults: &mut Faults<'_>,
) -> Vec<PropertyRow> {
    let mut found = Vec::new();
    for section in sections.iter().filter(|section| !own.iter().any(|own| own.line == section.line)) {
        // The faults of other tables are found where these are read.
        let tables = tables(section, &mut Faults::new(""));
        for table in tables.iter().filter(|table| is_of(table, kind)) {
            if let Some(columns) = Columns::of(table, faults) {
                faults.add(table.line, PageFaultKind::MisplacedTable(section.heading.clone()));
                add_rows(table, &columns, namespace, &mut found, faults);
            }
        }
    }
    found
}

/// Returns whether the titles of a table say that its rows are properties or relationships.
pub(crate) fn is_titled(table: &Table) -> bool {
    is_of(table, RowKind::Property) || is_of(table, RowKind::Relationship)
}

/// Returns whether the titles of a table say what its rows are.
fn is_of(table: &Table, kind: RowKind) -> bool {
    let names: &[&str] = match kind {
        RowKind::Property => &["property", "property name", "parameter", "parameter name"],
        RowKind::Relationship => &["relationship", "navigation property"],
    };
    table.column("type").is_some() && table.head.iter().any(|title| names.contains(&title.as_str()))
}

/// Where a table has the name, the type and the description of a property. A column that is not there is
/// beyond the last one.
struct Columns {
    name: usize,
    kind: Option<usize>,
    description: usize,
}

impl Columns {
    /// Returns the columns by their titles. The first one beside the types has the names if no title says it.
    fn of(table: &Table, faults: &mut Faults<'_>) -> Option<Self> {
        const NAMES: [&str; 7] = [
            "property",
            "parameter",
            "name",
            "property name",
            "parameter name",
            "relationship",
            "navigation property",
        ];
        const DESCRIPTIONS: [&str; 6] = ["description", "detail", "comment", "note", "remark", "meaning"];
        let head = &table.head;
        if head.is_empty() {
            return Some(Self { name: 0, kind: Some(1), description: 2 });
        }
        let named = head.iter().position(|title| NAMES.contains(&title.as_str()));
        let is_type = |at: &usize| Some(*at) != named && head[*at].contains("type");
        let kind = (0..head.len()).find(is_type);
        let Some(name) = named.or_else(|| (0..head.len()).find(|at| kind.is_some() && Some(*at) != kind))
        else {
            // A table of members may stand below the properties.
            if !["member", "members", "value"].contains(&head[0].as_str()) {
                faults.add(table.line, PageFaultKind::OtherTable(head.join(" | ")));
            }
            return None;
        };
        if named.is_none() {
            faults.add(table.line, PageFaultKind::OtherTitle(head[name].clone()));
        }
        if kind.is_none() && !table.rows.is_empty() {
            faults.add(table.line, PageFaultKind::NoTypes);
        }
        let is_description = |title: &String| DESCRIPTIONS.iter().any(|word| title.contains(word));
        let description = head.iter().position(is_description).unwrap_or(head.len().max(2));
        Some(Self { name, kind, description })
    }
}

fn add_rows(
    table: &Table,
    columns: &Columns,
    namespace: &str,
    found: &mut Vec<PropertyRow>,
    faults: &mut Faults<'_>,
) {
    let description = columns.description;
    let mut workload = None;
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        let first = Inline::parse(row.cell(columns.name)).text;
        if table.head.len() != 1 && row.is_group() && !(words::is_name(&first) && row.cells.len() > 1) {
            workload = Some(Inline::parse(row.cell(0)).text);
            continue;
        }
        let Some((name, remark)) = words::name_and_remark(&first) else {
            faults.add(row.line, PageFaultKind::NotAName(first));
            continue;
        };
        let found_row = PropertyRow {
            deprecation: words::deprecation(remark)
                .or_else(|| words::deprecation(&Inline::parse(row.cell(description)).text)),
            workload: workload.clone(),
            ..property(row, name, columns, namespace, faults)
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
    columns: &Columns,
    namespace: &str,
    faults: &mut Faults<'_>,
) -> PropertyRow {
    let kind = columns.kind.map(|kind| row.cell(kind));
    let description = row.cell(columns.description);
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
        nullable: words::nullable(&description).or_else(|| words::nullable_type(kind?)),
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
            if table.is_of(&["member", "members", "value", "name"]) {
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
