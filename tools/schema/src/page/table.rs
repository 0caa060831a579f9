//! The tables of a section.

use super::fault::{Faults, PageFaultKind};
use super::markdown::Section;

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// The line of its head.
    pub(crate) line: u32,
    /// The texts of the columns' heads, in lower case.
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
    /// Returns whether the first column has a name.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.head.first().is_some_and(|head| head == name)
    }

    /// Returns the column with a word in its head.
    pub(crate) fn column(&self, word: &str) -> Option<usize> {
        self.head.iter().position(|head| head.contains(word))
    }
}

/// Returns the tables of a section.
pub(crate) fn tables(section: &Section<'_>, faults: &mut Faults<'_>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    // Whether rows end with `|`.
    let mut is_framed = false;
    let mut lines = section.lines.as_slice();
    while let [(line, text), rest @ ..] = lines {
        lines = rest;
        if text.contains('|') && rest.first().is_some_and(|(_, next)| is_delimiter(next)) {
            let head = split(text).iter().map(|cell| head_text(cell)).collect();
            tables.push(Table { line: *line, head, rows: Vec::new() });
            is_framed = is_ended(text);
            lines = &rest[1..];
            continue;
        }
        let Some(table) = tables.last_mut().filter(|_| is_row(text) || (!is_framed && text.contains('|')))
        else {
            continue;
        };
        let more = if is_framed && !is_ended(text) { continuation(*line, rest) } else { 0 };
        let (continued, after) = rest.split_at(more);
        lines = after;
        let mut joined = (*text).to_owned();
        for (line, text) in continued {
            faults.add(*line, PageFaultKind::BrokenRow);
            joined.push(' ');
            joined.push_str(text);
        }
        let (cells, columns) = (split(&joined), table.head.len());
        if cells.len() > columns {
            faults.add(*line, PageFaultKind::SurplusCells { expected: columns, found: cells.len() });
        }
        table.rows.push(Row { line: *line, cells: fit(&cells, columns) });
    }
    tables
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
    line.trim_start().starts_with('|')
}

fn is_ended(line: &str) -> bool {
    line.trim_end().ends_with('|')
}

/// Returns whether a line is `|:---|---|`.
fn is_delimiter(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t' | '\r'))
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
