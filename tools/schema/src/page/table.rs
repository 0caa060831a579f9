//! The tables of a section.

use super::fault::{Faults, PageFaultKind};
use super::html::{self, HtmlTable};
use super::markdown::Section;

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// The line of its head.
    pub(crate) line: u32,
    /// The texts of the columns' heads, in lower case. Empty if the table has no head.
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A row, with its cells as they are written.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
}

impl Row {
    /// Returns a cell, or an empty text if the row has fewer.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Returns whether it is the heading of the rows below it: it has only a first cell.
    pub(crate) fn is_group(&self) -> bool {
        !self.cell(0).is_empty() && self.cells[1..].iter().all(String::is_empty)
    }
}

impl Table {
    /// Returns whether the first column has one of the names, or the table has no head.
    pub(crate) fn is_of(&self, names: &[&str]) -> bool {
        self.head.first().is_none_or(|head| names.contains(&head.as_str()))
    }

    /// Returns the column with a word in its head.
    pub(crate) fn column(&self, word: &str) -> Option<usize> {
        self.head.iter().position(|head| head.contains(word))
    }
}

/// Returns the tables of a section in the order of their lines.
pub(crate) fn tables(section: &Section<'_>, faults: &mut Faults<'_>) -> Vec<Table> {
    let (html, lines) = html::split_tables(&section.lines);
    let mut reader = Reader { tables: Vec::new(), is_framed: false, faults };
    reader.read(&lines);
    for table in html {
        reader.add_html(table);
    }
    let mut tables = reader.tables;
    tables.sort_by_key(|table| table.line);
    tables
}

/// The tables of a section while they are read.
struct Reader<'r, 'f> {
    tables: Vec<Table>,
    /// Whether the rows of the last table end with `|`.
    is_framed: bool,
    faults: &'r mut Faults<'f>,
}

impl Reader<'_, '_> {
    fn read(&mut self, mut lines: &[(u32, &str)]) {
        // The line after the last one of a table.
        let mut next = 0;
        while let [(line, text), rest @ ..] = lines {
            let (line, text) = (*line, unquoted(text));
            lines = rest;
            if !text.contains('|') || (self.tables.is_empty() && is_delimiter(text) && !is_row(text)) {
                continue;
            }
            if is_delimiter(text) {
                if self.tables.is_empty() {
                    self.start_headless(line, text);
                }
            } else if is_title(text) || (line != next && has_delimiter(rest)) {
                self.start(line, text, has_delimiter(rest));
            } else {
                lines = self.add_row(line, text, rest);
            }
            next = line + 1;
        }
    }

    fn start(&mut self, line: u32, text: &str, is_delimited: bool) {
        if !is_delimited {
            self.faults.add(line, PageFaultKind::NoDelimiter);
        }
        let head = split(text).iter().map(|cell| head_text(cell)).collect();
        self.tables.push(Table { line, head, rows: Vec::new() });
        self.is_framed = is_ended(text);
    }

    fn start_headless(&mut self, line: u32, text: &str) {
        self.faults.add(line, PageFaultKind::NoHead);
        self.tables.push(Table { line, head: Vec::new(), rows: Vec::new() });
        self.is_framed = is_ended(text);
    }

    /// Adds a row, and returns the lines after it.
    fn add_row<'l, 't>(&mut self, line: u32, text: &str, rest: &'l [(u32, &'t str)]) -> &'l [(u32, &'t str)] {
        if self.tables.is_empty() && is_row(text) {
            self.start_headless(line, text);
        }
        let is_framed = self.is_framed;
        let Some(table) = self.tables.last_mut().filter(|_| is_row(text) || !is_framed) else { return rest };
        let more = if is_framed && !is_ended(text) { continuation(line, rest) } else { 0 };
        let (continued, after) = rest.split_at(more);
        let mut joined = text.to_owned();
        for (line, text) in continued {
            self.faults.add(*line, PageFaultKind::BrokenRow);
            joined.push(' ');
            joined.push_str(unquoted(text));
        }
        let cells = split(&joined);
        let columns = if table.head.is_empty() { cells.len() } else { table.head.len() };
        if cells.len() > columns {
            self.faults.add(line, PageFaultKind::SurplusCells { expected: columns, found: cells.len() });
        }
        table.rows.push(Row { line, cells: fit(&cells, columns) });
        after
    }

    fn add_html(&mut self, table: HtmlTable) {
        let mut rows = table.rows;
        let has_head = table.has_head
            || rows.first().is_some_and(|row| {
                is_title_of(row.cells.iter().map(|cell| head_text(cell)).collect::<Vec<_>>().as_slice())
            });
        let head = if has_head { rows.remove(0).cells } else { Vec::new() };
        if !has_head && !rows.is_empty() {
            self.faults.add(table.line, PageFaultKind::NoHead);
        }
        let head = head.iter().map(|cell| head_text(cell)).collect();
        rows.retain(|row| !row.cells.is_empty());
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
            *cell = cell.trim().to_owned();
        }
        self.tables.push(Table { line: table.line, head, rows });
    }
}

/// Returns whether a line has the titles of a table's columns, whatever follows it.
fn is_title(line: &str) -> bool {
    let cells: Vec<String> = split(line).iter().map(|cell| head_text(cell)).collect();
    is_title_of(&cells)
}

/// A row may have a title as its name, as `name` is: only the titles of two columns make a head.
fn is_title_of(cells: &[String]) -> bool {
    const NAMES: [&str; 8] = [
        "property",
        "property name",
        "parameter",
        "parameter name",
        "name",
        "relationship",
        "navigation property",
        "method",
    ];
    let has = |is_title: &dyn Fn(&str) -> bool| cells.iter().any(|cell| is_title(cell));
    let is_of_members = |cell: &String| cell == "member" || cell == "members";
    has(&|cell| NAMES.contains(&cell)) && has(&|cell| cell == "type" || cell.ends_with(" type"))
        || cells.first().is_some_and(is_of_members) && has(&|cell| cell == "value" || cell == "description")
        || cells.first().is_some_and(|cell| cell == "permission type") && cells.len() > 1
}

/// Returns whether the next line is one below a head.
fn has_delimiter(rest: &[(u32, &str)]) -> bool {
    rest.first().is_some_and(|(_, next)| is_delimiter(unquoted(next)))
}

/// Returns a line without the marks of a quotation.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t'])
}

/// Returns how many of the lines after a row without its end belong to it: those up to the one with the end.
/// Where the next row comes first, the end was forgotten: then only lines without a gap belong to it.
fn continuation(line: u32, rest: &[(u32, &str)]) -> usize {
    let next_row = rest.iter().position(|(_, text)| is_row(text)).unwrap_or(rest.len());
    if let Some(end) = rest[..next_row].iter().position(|(_, text)| is_ended(text)) {
        return end + 1;
    }
    rest[..next_row].iter().zip(line + 1..).take_while(|((number, _), expected)| number == expected).count()
}

fn is_row(line: &str) -> bool {
    unquoted(line).starts_with('|')
}

fn is_ended(line: &str) -> bool {
    line.trim_end().ends_with('|')
}

/// Returns whether a line is `|:---|---|`, or `|-|-|`.
fn is_delimiter(line: &str) -> bool {
    (line.contains("--") || line.contains('|') && line.contains('-'))
        && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t' | '\r'))
}

/// Returns as many cells as there are columns at most: what is too much belongs to the last one.
fn fit(cells: &[&str], columns: usize) -> Vec<String> {
    let last = columns.saturating_sub(1).min(cells.len());
    let (own, rest) = cells.split_at(last);
    let rest = (!rest.is_empty()).then(|| rest.join(" | "));
    own.iter().map(|cell| (*cell).to_owned()).chain(rest).collect()
}

/// Returns the cells of a line, which may have a `|` at its start and its end. `\|` does not end a cell.
fn split(line: &str) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let (mut cells, mut start, mut before) = (Vec::new(), 0, ' ');
    for (at, c) in line.char_indices() {
        if c == '|' && before != '\\' {
            cells.push(line[start..at].trim());
            start = at + 1;
        }
        before = c;
    }
    cells.push(line[start..].trim());
    cells
}

fn head_text(cell: &str) -> String {
    let text = super::markdown::Inline::parse(cell).text;
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
