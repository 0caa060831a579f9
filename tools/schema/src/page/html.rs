//! Tables that pages write in HTML: their rows, with the cells as they are written.

use super::table::Row;

/// A table of HTML.
#[derive(Debug, Default)]
pub(crate) struct HtmlTable {
    /// The line of `<table>`.
    pub(crate) line: u32,
    /// The rows, that of the head too.
    pub(crate) rows: Vec<Row>,
    /// Whether the cells of the first row are those of a head, `<th>`.
    pub(crate) has_head: bool,
}

/// A line and its number.
type Line<'a> = (u32, &'a str);

/// Splits lines into the tables of HTML and the other lines.
pub(crate) fn split_tables<'a>(lines: &[Line<'a>]) -> (Vec<HtmlTable>, Vec<Line<'a>>) {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    let mut open: Option<Reader> = None;
    for (number, line) in lines {
        if open.is_none() && find_tag(line, "<table").is_some() {
            let table = HtmlTable { line: *number, ..HtmlTable::default() };
            open = Some(Reader { table, is_in_cell: false });
        }
        let Some(reader) = &mut open else {
            others.push((*number, *line));
            continue;
        };
        reader.read(*number, line);
        if find_tag(line, "</table").is_some() {
            found.extend(open.take().map(|reader| reader.table));
        }
    }
    found.extend(open.map(|reader| reader.table));
    (found, others)
}

/// Returns where a tag starts, in any case of its letters.
fn find_tag(line: &str, tag: &str) -> Option<usize> {
    line.to_ascii_lowercase().find(tag)
}

/// A table while it is read.
struct Reader {
    table: HtmlTable,
    is_in_cell: bool,
}

impl Reader {
    fn read(&mut self, number: u32, line: &str) {
        self.text(" ");
        for part in parts(line) {
            match tag_name(part).as_deref() {
                Some("tr") => self.start_row(number),
                Some(cell @ ("td" | "th")) => self.start_cell(number, cell == "th"),
                Some("/td" | "/th" | "/tr" | "/table") => self.is_in_cell = false,
                _ => self.text(part),
            }
        }
    }

    fn start_row(&mut self, line: u32) {
        self.is_in_cell = false;
        if self.table.rows.last().is_none_or(|row| !row.cells.is_empty()) {
            self.table.rows.push(Row { line, cells: Vec::new() });
        }
    }

    fn start_cell(&mut self, line: u32, is_head: bool) {
        if self.table.rows.is_empty() {
            self.start_row(line);
        }
        self.table.has_head |= is_head && self.table.rows.len() == 1;
        if let Some(row) = self.table.rows.last_mut() {
            if row.cells.is_empty() {
                row.line = line;
            }
            row.cells.push(String::new());
        }
        self.is_in_cell = true;
    }

    /// Adds to the cell. What is between cells belongs to none.
    fn text(&mut self, text: &str) {
        let cell = self.table.rows.last_mut().and_then(|row| row.cells.last_mut());
        if let Some(cell) = cell.filter(|_| self.is_in_cell) {
            cell.push_str(text);
        }
    }
}

/// Returns the tags of a text and the texts between them, in order.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.strip_prefix('<').and_then(|inside| inside.find('>')) {
            Some(end) => end + 2,
            // A `<` that starts no tag is text.
            None => rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at),
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Returns the name of a tag in lower case, with the `/` of an end tag, or `None` for a text.
pub(crate) fn tag_name(part: &str) -> Option<String> {
    let inside = part.strip_prefix('<')?.strip_suffix('>')?;
    let (slash, name) = inside.strip_prefix('/').map_or(("", inside), |name| ("/", name));
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (end > 0).then(|| format!("{slash}{}", name[..end].to_ascii_lowercase()))
}

/// Returns an attribute of a tag: the address of `<a href="shelf.md">`.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = find_tag(tag, &format!("{name}="))? + name.len() + 1;
    let value = tag.get(start..)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::{attribute, parts, split_tables, tag_name};

    #[test]
    fn tags_are_told_from_texts() {
        assert_eq!(parts("a<b>c</b> < d").collect::<Vec<_>>(), ["a", "<b>", "c", "</b>", " ", "< d"]);
        for (part, name) in [
            ("<TD align='left'>", Some("td")),
            ("</a>", Some("/a")),
            ("<br/>", Some("br")),
            ("<>", None),
            ("a", None),
        ] {
            assert_eq!(tag_name(part).as_deref(), name, "{part}");
        }
        assert_eq!(attribute("<a x='1' HREF=\"a.md\">", "href"), Some("a.md"));
        assert_eq!(attribute("<a>", "href"), None);
    }

    #[test]
    fn the_lines_of_tables_are_taken_out() {
        let lines = [
            (1, "before"),
            (2, "<table><tr><th>A</th><th>B</th></tr>"),
            (3, "<tr>"),
            (4, "<td>a <b>x</b>"),
            (5, "y</td><td>b"),
            (6, "</td></tr></table>"),
            (8, "after"),
        ];
        let (tables, others) = split_tables(&lines);
        assert_eq!(others, [(1, "before"), (8, "after")]);
        let [table] = tables.as_slice() else { panic!("one table") };
        assert!(table.has_head && table.line == 2);
        let rows: Vec<(u32, String)> = table.rows.iter().map(|row| (row.line, row.cells.join("|"))).collect();
        assert_eq!(rows, [(2, "A|B".to_owned()), (4, "a <b>x</b> y|b ".to_owned())]);
    }
}
