//! HTML: escaped text, and tables.

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
        f.write_str("<table>\n<tr>")?;
        for column in self.columns {
            write!(f, "<th{}>{}</th>", class(column), column.trim_start_matches(NUMBER))?;
        }
        f.write_str("</tr>\n")?;
        for row in &self.rows {
            f.write_str("<tr>")?;
            for (cell, column) in row.iter().zip(self.columns) {
                write!(f, "<td{}>{cell}</td>", class(column))?;
            }
            f.write_str("</tr>\n")?;
        }
        f.write_str("</table>\n")?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        let text = Escaped("<script>alert('&\"')</script>").to_string();
        assert_eq!(text, "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;");
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
