//! The tables of a section.

use super::fault::{Faults, PageFaultKind};
use super::markdown::Section;

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
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
    // Whether rows end with `|`, and whether the last one has ended.
    let (mut is_framed, mut has_ended) = (false, true);
    let mut lines = section.lines.iter().peekable();
    while let Some((line, text)) = lines.next() {
        if lines.peek().is_some_and(|(_, next)| is_delimiter(next)) && text.contains('|') {
            let head = split(text).iter().map(|cell| head_text(cell)).collect();
            tables.push(Table { head, rows: Vec::new() });
            is_framed = text.trim_end().ends_with('|');
            has_ended = true;
            lines.next();
            continue;
        }
        let Some(table) = tables.last_mut() else { continue };
        let columns = table.head.len();
        if !has_ended && let Some(row) = table.rows.last_mut() {
            faults.add(*line, PageFaultKind::BrokenRow);
            has_ended = is_end(text, is_framed);
            continue_row(row, text, columns);
        } else if text.trim_start().starts_with('|') || (!is_framed && text.contains('|')) {
            let cells = split(text);
            if cells.len() > columns {
                faults.add(*line, PageFaultKind::SurplusCells { expected: columns, found: cells.len() });
            }
            has_ended = is_end(text, is_framed);
            table.rows.push(Row { line: *line, cells: fit(&cells, columns) });
        }
    }
    tables
}

/// Returns whether a line is `|:---|---|`.
fn is_delimiter(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t' | '\r'))
}

fn is_end(line: &str, is_framed: bool) -> bool {
    !is_framed || line.trim_end().ends_with('|')
}

/// Appends a line to the last cell of a row, or to the row if it has cells left.
fn continue_row(row: &mut Row, line: &str, columns: usize) {
    let mut cells = split(line).into_iter();
    if let (Some(last), Some(first)) = (row.cells.last_mut(), cells.next()) {
        last.push(' ');
        last.push_str(first);
    }
    row.cells.extend(cells.map(str::to_owned));
    let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
    row.cells = fit(&cells, columns);
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
