//! Examples that are JSON except for what an author writes for readers: comments, `...`, and what is easily
//! forgotten: commas and the last braces.

use serde_json::Value;

/// Returns the value of a text that is not JSON, if it can be determined without a guess.
pub(crate) fn json(text: &str) -> Option<Value> {
    let mut mender = Mender::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = mender.step(c, rest);
    }
    // Words may follow the end.
    serde_json::Deserializer::from_str(&mender.ended()).into_iter().next()?.ok()
}

/// A text while it is mended.
#[derive(Default)]
struct Mender {
    kept: String,
    /// The braces and brackets that are open, as their ends.
    open: Vec<char>,
    /// The last character that is not a blank.
    last: Option<char>,
    has_comma: bool,
    has_line_end: bool,
}

impl Mender {
    /// Reads the start of a text, and returns the rest.
    fn step<'t>(&mut self, c: char, text: &'t str) -> &'t str {
        let skipped = match c {
            '/' if text.starts_with("//") => line_end(text),
            '#' => line_end(text),
            '/' if text.starts_with("/*") => text.find("*/").map_or(text.len(), |end| end + 2),
            // In the place of a value it hides what is there.
            '.' | '…' if self.last != Some(':') && (c == '…' || text.starts_with("..")) => {
                text.len() - text.trim_start_matches(['.', '…']).len()
            }
            ',' => {
                self.has_comma = true;
                1
            }
            '\n' => {
                self.has_line_end = true;
                1
            }
            c if c.is_whitespace() => c.len_utf8(),
            _ => 0,
        };
        if skipped > 0 {
            // Words end with a blank.
            self.kept.push(' ');
            return &text[skipped..];
        }
        self.separate(c);
        let end = match c {
            '"' | '“' | '”' => self.string(c, text),
            _ => {
                self.kept.push(c);
                c.len_utf8()
            }
        };
        match c {
            '{' => self.open.push('}'),
            '[' => self.open.push(']'),
            '}' | ']' => drop(self.open.pop()),
            _ => {}
        }
        self.last = Some(if matches!(c, '“' | '”') { '"' } else { c });
        &text[end..]
    }

    /// Adds the comma before a value or a name, if one belongs there.
    fn separate(&mut self, c: char) {
        let ends_value = |last: char| matches!(last, '"' | '}' | ']') || last.is_alphanumeric();
        let is_after_value = self.last.is_some_and(ends_value);
        let starts = matches!(c, '"' | '“' | '{' | '[');
        let is_forgotten = self.has_line_end && starts && !self.open.is_empty();
        if is_after_value && !matches!(c, '}' | ']') && (self.has_comma || is_forgotten) {
            self.kept.push(',');
        }
        self.has_comma = false;
        self.has_line_end = false;
    }

    /// Adds a string, whose quotes may be those of a text, and returns where it ends.
    fn string(&mut self, quote: char, text: &str) -> usize {
        let is_end = |c: char| if quote == '"' { c == '"' } else { matches!(c, '"' | '“' | '”') };
        self.kept.push('"');
        let mut is_escaped = false;
        for (at, c) in text.char_indices().skip(1) {
            if !is_escaped && is_end(c) {
                self.kept.push('"');
                return at + c.len_utf8();
            }
            is_escaped = c == '\\' && !is_escaped;
            self.kept.push(c);
        }
        text.len()
    }

    /// Returns the text with the ends that are missing.
    fn ended(mut self) -> String {
        self.kept.extend(self.open.into_iter().rev());
        self.kept
    }
}

fn line_end(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::json;

    #[test]
    fn what_an_author_writes_for_readers_does_not_count() {
        let expected = || Some(json!({ "a": "x // y, ...", "b": [1.5, 2], "c": { "d": null } }));
        let plain = "{\n  \"a\": \"x // y, ...\",\n  \"b\": [1.5, 2],\n  \"c\": {\n    \"d\": null\n  }\n}";
        for (from, to) in [
            ("{\n  \"a\"", "{ // a remark\n  \"a\""),
            ("2],", "2], /* a,\nremark */"),
            ("2],", "2], # a remark"),
            ("2],", "2],\n  ...\n"),
            ("2],", "2, ...],"),
            ("2],", "2],\n  …,"),
            ("null\n  }", "null,\n  },"),
            ("2],\n", "2]\n"),
            ("...\",", "...\""),
            ("\"b\"", "“b”"),
            ("\"b\"", "\u{a0}\"b\""),
            ("\n  }\n}", ""),
            ("\n  }\n}", "\n  }\n}\nThe rest is the same."),
            ("\"c\"", ",, \"c\""),
        ] {
            assert!(plain.contains(from), "{from}");
            assert_eq!(json(&plain.replacen(from, to, 1)), expected(), "{to}");
        }
    }

    #[test]
    fn what_would_be_a_guess_is_no_value() {
        for text in ["{\"a\": ...}", "{\"a\": \"b", "{a: 1}", "{\"a\": 1 2}", "{\"a\" \"b\"}", "{", "["] {
            let found = json(text);
            assert!(matches!(text, "{" | "[") || found.is_none(), "{text}: {found:?}");
        }
        assert_eq!(json("{"), Some(Value::Object(serde_json::Map::new())));
    }
}
