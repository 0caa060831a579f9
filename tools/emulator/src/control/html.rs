//! HTML: escaped text, tables, and the places in a page where they stand.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

/// Text as HTML shows it: nothing in it is markup.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);
        impl fmt::Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                text.chars().try_for_each(|c| match c {
                    '&' => self.0.write_str("&amp;"),
                    '<' => self.0.write_str("&lt;"),
                    '>' => self.0.write_str("&gt;"),
                    '"' => self.0.write_str("&quot;"),
                    '\'' => self.0.write_str("&#39;"),
                    c => self.0.write_char(c),
                })
            }
        }
        write!(Escaping(f), "{}", self.0)
    }
}

/// A table: its columns, and rows of HTML.
pub(crate) struct Table {
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
    /// How many rows there are in all.
    pub(crate) count: usize,
}

/// A column with this mark at its start has numbers.
const NUMBER: char = '#';

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return f.write_str("<p>None.</p>\n");
        }
        let class = |column: &str| if column.starts_with(NUMBER) { " class=\"n\"" } else { "" };
        f.write_str("<table>\n<thead><tr>")?;
        for column in self.columns {
            write!(f, "<th scope=\"col\"{}>{}</th>", class(column), column.trim_start_matches(NUMBER))?;
        }
        f.write_str("</tr></thead>\n<tbody>\n")?;
        for row in &self.rows {
            f.write_str("<tr>")?;
            for (cell, column) in row.iter().zip(self.columns) {
                write!(f, "<td{}>{cell}</td>", class(column))?;
            }
            f.write_str("</tr>\n")?;
        }
        f.write_str("</tbody>\n</table>\n")?;
        match self.count - self.rows.len() {
            0 => Ok(()),
            more => writeln!(f, "<p>And {more} more.</p>"),
        }
    }
}

/// Text as code.
pub(crate) fn code(text: impl Display) -> String {
    format!("<code>{}</code>", Escaped(text))
}

/// The start of a text, with a word on what is left out.
pub(crate) fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}... cut, {} bytes in all", &text[..end], text.len()).into(),
        None => text.into(),
    }
}

/// Replaces each `{{name}}` of a template by its part. What is in a part is not replaced again.
pub(crate) fn fill(template: &str, part: impl Fn(&str) -> String) -> String {
    let mut pieces = template.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        text.push_str(&part(name));
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        let text = Escaped("<script>alert('&\"')</script>").to_string();
        assert_eq!(text, "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;");
    }

    #[test]
    fn a_template_is_filled_once() {
        let filled = fill("<b>{{a}}</b>{{b}}", |name| format!("{name}{{{{a}}}}"));
        assert_eq!(filled, "<b>a{{a}}</b>b{{a}}");
        assert_eq!(cut("\u{e9}\u{e9}\u{e9}", 2), "\u{e9}\u{e9}... cut, 6 bytes in all");
        assert_eq!(cut("ab", 2), "ab");
    }

    #[test]
    fn a_table_says_how_much_it_leaves_out() {
        let table = |rows: Vec<Vec<String>>, count| Table { columns: &["A", "#B"], rows, count }.to_string();
        assert_eq!(table(Vec::new(), 0), "<p>None.</p>\n");
        let one = table(vec![vec!["x".to_owned(), "1".to_owned()]], 3);
        assert!(one.contains("<tr><td>x</td><td class=\"n\">1</td></tr>"), "{one}");
        assert!(one.ends_with("<p>And 2 more.</p>\n"), "{one}");
    }
}
