//! Finds the values of a JSON text that are declared as sensitive, and shows the text without them.

use core::ops::Range;
use std::borrow::Cow;
use std::rc::Rc;

use percent_encoding::percent_decode_str;

use super::lexer::{Lexer, Token, TokenKind};
use super::{Kind, PropertyInfo};

/// What a text shows instead of a value.
pub(crate) const REDACTED: &str = "[redacted]";

/// The properties that the members of an object may be: those of its type, or those of several types.
#[derive(Clone, Default)]
pub struct Members(Rc<[&'static [PropertyInfo]]>);

impl Members {
    pub fn of(properties: &'static [PropertyInfo]) -> Self {
        Self(Rc::new([properties]))
    }

    /// The properties of a value of this kind, or of the items of a collection.
    pub fn of_kind(kind: Kind) -> Self {
        let mut all = Vec::new();
        add(&mut all, kind);
        Self(all.into())
    }

    /// Whether one of them is sensitive and its name occurs in a text.
    fn has_sensitive_in(&self, text: &str) -> bool {
        // Graph ignores the case of names.
        let text = text.to_ascii_lowercase();
        // A path goes into complex and related values. A type is looked at once, since types may be recursive.
        let mut seen: Vec<&'static [PropertyInfo]> = self.0.to_vec();
        let mut at = 0;
        while let Some(&properties) = seen.get(at) {
            at += 1;
            let is_named = |property: &&PropertyInfo| text.contains(&property.name.to_ascii_lowercase());
            for property in properties.iter().filter(is_named) {
                if property.is_sensitive() {
                    return true;
                }
                for &members in Self::of_kind(property.kind).0.iter() {
                    if !seen.iter().any(|known| core::ptr::eq(*known, members)) {
                        seen.push(members);
                    }
                }
            }
        }
        false
    }
}

fn add(members: &mut Vec<&'static [PropertyInfo]>, kind: Kind) {
    match kind.item() {
        Kind::Complex(info) | Kind::Entity(info) => members.push(info().properties),
        Kind::OneOf(info) => members.extend(info.types().map(|info| info.properties)),
        _ => {}
    }
}

/// Which values are hidden.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hiding {
    Sensitive,
    /// Sensitive values, and the keys and addresses of entities.
    SensitiveAndIds,
}

/// What the declaration says about one value.
#[derive(Clone, Default)]
struct Declared {
    members: Members,
    is_hidden: bool,
}

/// Walks a JSON text and its declaration side by side. It is lenient, because the text may be the cause of an
/// error: it accepts a list for an object and an object for a list, ignores the case of names, and hides
/// every value inside a hidden one.
struct Walk<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    hiding: Hiding,
    /// The declaration of each open object and array, and whether it is an object.
    open: Vec<(Declared, bool)>,
    /// The declaration of the next value, unless that is an item of an array.
    next: Declared,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, members: Members, hiding: Hiding) -> Self {
        let next = Declared { members, is_hidden: false };
        Self { text, lexer: Lexer::new(text), hiding, open: Vec::new(), next }
    }

    /// The declaration of a member of the innermost open object, by its name with quotes and escapes.
    fn member(&self, name: &str) -> Declared {
        let Some((parent, _)) = self.open.last() else { return Declared::default() };
        let name: Cow<'_, str> = if name.contains('\\') {
            serde_json::from_str(name).map_or(Cow::Borrowed(name), Cow::Owned)
        } else {
            Cow::Borrowed(name.trim_matches('"'))
        };
        // An annotation belongs to the property that it is named after.
        let (name, annotation) = name.split_once('@').unwrap_or((&name, ""));
        let mut members = Vec::new();
        let is_address = annotation.starts_with("odata.") && annotation != "odata.type";
        let mut is_hidden = parent.is_hidden || (self.hiding == Hiding::SensitiveAndIds && is_address);
        let mut is_declared = false;
        for property in parent.members.0.iter().copied().flatten() {
            if property.name.eq_ignore_ascii_case(name) {
                is_declared = true;
                is_hidden |=
                    property.is_sensitive() || (self.hiding == Hiding::SensitiveAndIds && property.is_key());
                add(&mut members, property.kind);
            }
        }
        // At the root, `value` may be the envelope of a list or of a single value.
        if !is_declared && name == "value" && self.open.len() == 1 {
            return Declared { members: parent.members.clone(), is_hidden };
        }
        Declared { members: Members(members.into()), is_hidden }
    }
}

impl Iterator for Walk<'_> {
    /// A token, and whether it belongs to a hidden value.
    type Item = (Token, bool);

    fn next(&mut self) -> Option<(Token, bool)> {
        let token = self.lexer.next()?;
        let is_hidden = match token.kind {
            TokenKind::Name => {
                self.next = self.member(&self.text[token.start..token.end]);
                false
            }
            TokenKind::Comma | TokenKind::Colon => false,
            TokenKind::Close => self.open.pop().is_some_and(|(declared, _)| declared.is_hidden),
            kind => {
                let declared = match self.open.last() {
                    Some((list, false)) => list.clone(),
                    _ => core::mem::take(&mut self.next),
                };
                let is_hidden = declared.is_hidden;
                if matches!(kind, TokenKind::OpenObject | TokenKind::OpenArray) {
                    self.open.push((declared, kind == TokenKind::OpenObject));
                }
                is_hidden
            }
        };
        Some((token, is_hidden))
    }
}

/// Adds the sensitive texts and numbers of a JSON text. Booleans are not added: redacting each `true` would
/// make a text unreadable and hide nothing. Returns the offset of the first error in the JSON, if there is
/// one.
pub fn add_sensitive(json: &str, members: Members, values: &mut Vec<String>) -> Option<usize> {
    add_hidden(json, members, Hiding::Sensitive, values)
}

fn add_hidden(json: &str, members: Members, hiding: Hiding, values: &mut Vec<String>) -> Option<usize> {
    for (token, is_hidden) in Walk::new(json, members, hiding) {
        match token.kind {
            TokenKind::Error => return Some(token.start),
            TokenKind::Text | TokenKind::Number if is_hidden => {
                let raw = &json[token.start..token.end];
                if let Ok(text) = serde_json::from_str::<String>(raw) {
                    values.push(text);
                } else {
                    // A number, or a string without its end.
                    values.push(raw.trim_start_matches('"').to_owned());
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns a message about a JSON text without the keys and the sensitive values of that text: the message
/// names a type that the text names, which may repeat one of them.
pub(crate) fn without_hidden(message: String, json: &str, kind: Kind) -> String {
    let mut values = Vec::new();
    add_hidden(json, Members::of_kind(kind), Hiding::SensitiveAndIds, &mut values);
    // The longest first: a shorter one may be a part of it.
    values.sort_unstable_by_key(|value| core::cmp::Reverse(value.len()));
    // A shorter value may be any part of a word.
    let hidden = values.iter().map(|value| value.trim()).filter(|value| value.chars().nth(3).is_some());
    hidden.fold(message, |message, value| message.replace(value, REDACTED))
}

/// Adds the literals of an address if it names a sensitive property, in a filter or as a parameter of a
/// function.
pub fn add_literals(address: &str, members: &Members, values: &mut Vec<String>) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    // Graph's own links have a plus sign for a space. A plus sign itself is encoded in every query.
    let query = query.replace('+', " ");
    // Decoded one by one, because an encoded quote in the key of another segment starts no literal.
    let decoded = |part| percent_decode_str(part).decode_utf8_lossy();
    let calls = path.split('/').map(decoded).filter(|segment| segment.contains('('));
    let is_count = |option: &str| option.starts_with("$top=") || option.starts_with("$skip=");
    let options = query.split('&').map(decoded).filter(|option| !is_count(option));
    let parts: Vec<_> = calls.chain(options).collect();
    if parts.iter().any(|part| members.has_sensitive_in(part)) {
        // Every literal is added, because only a parser of filters could tell which one belongs to the
        // property.
        values.extend(parts.iter().flat_map(|part| literals(part)).map(|(_, value)| value));
    }
}

/// The text of a filter with `[redacted]` instead of each literal.
pub fn without_literals(filter: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (literal, _) in literals(filter) {
        out.push_str(&filter[from..literal.start]);
        out.push_str(REDACTED);
        from = literal.end;
    }
    out.push_str(&filter[from..]);
    out
}

/// The literals of a decoded part of an address, each with its position and its value.
fn literals(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let is_part = |c: char| c.is_alphanumeric() || "-+._:".contains(c);
    let mut at = 0;
    let words = core::iter::from_fn(move || {
        let start = at + text[at..].find(|c| is_part(c) || c == '\'' || c == '"')?;
        let found = &text[start..];
        let (value, length) = match found.as_bytes()[0] {
            b'\'' => quoted(found),
            // Part of a parameter that is written as JSON.
            b'"' => quoted_in_json(found),
            _ => {
                let length = found.find(|c| !is_part(c)).unwrap_or(found.len());
                (bare(&found[..length]).to_owned(), length)
            }
        };
        at = start + length;
        Some((start..at, value))
    });
    words.filter(|(_, value)| !value.is_empty())
}

/// The literal in a word without quotes, which is a number, a date, a time or a Guid. Empty for a name or an
/// operator.
fn bare(word: &str) -> &str {
    let is_number =
        |word: &str| word.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    // A colon is part of a time. In JSON and after the variable of a lambda, it is before the value.
    let value = match word.split_once(':') {
        Some((name, value)) if !is_number(name) => value,
        _ => word,
    };
    if is_number(value) || uuid::Uuid::try_parse(value).is_ok() { value } else { "" }
}

/// The value of the literal at the start of a text, and its length with its quotes. Two quotes inside it are
/// one.
fn quoted(text: &str) -> (String, usize) {
    let mut value = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\'' && characters.next_if(|(_, next)| *next == '\'').is_none() {
            return (value, at + 1);
        }
        value.push(character);
    }
    (value, text.len())
}

/// The value of the JSON string at the start of a text, and its length with its quotes.
fn quoted_in_json(text: &str) -> (String, usize) {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    let json = &text[..end.map_or(text.len(), |end| end + 2)];
    // A text without its end, or in quotes that are not JSON's, is taken as it is.
    let value = serde_json::from_str(json).unwrap_or_else(|_| json.trim_matches('"').to_owned());
    (value, json.len())
}

/// The property that a name of a member or of an annotation belongs to, ignoring case as Graph does. A hidden
/// one comes first.
pub(crate) fn declaration(properties: &'static [PropertyInfo], name: &str) -> Option<&'static PropertyInfo> {
    let name = name.split('@').next().unwrap_or(name);
    let named = properties.iter().filter(|property| property.name.eq_ignore_ascii_case(name));
    named.max_by_key(|property| property.is_hidden())
}

/// The JSON of a property's value, or of an undeclared member, as `Debug` shows it: with `[redacted]` instead
/// of sensitive values, keys and addresses of entities. `property` is what the [`declaration`] of the name is.
pub(crate) fn redacted(json: &str, name: &str, property: Option<&PropertyInfo>) -> String {
    let is_address = name.contains("@odata.");
    if is_address || property.is_some_and(|property| property.is_sensitive() || property.is_key()) {
        return REDACTED.to_owned();
    }
    let members = property.map_or_else(Members::default, |property| Members::of_kind(property.kind));
    let mut out = String::with_capacity(json.len());
    // The offset up to which the text is copied, and the number of hidden values that are open.
    let (mut from, mut depth) = (0, 0_usize);
    for (token, is_hidden) in Walk::new(json, members, Hiding::SensitiveAndIds) {
        let was_hidden = depth > 0;
        match token.kind {
            TokenKind::OpenObject | TokenKind::OpenArray if is_hidden => depth += 1,
            TokenKind::Close if is_hidden => depth -= 1,
            TokenKind::Error => {
                from = json.len();
                out.push('\u{2026}');
            }
            _ => {}
        }
        if was_hidden {
            from = token.end;
        } else if is_hidden {
            out.push_str(&json[from..token.start]);
            out.push_str(REDACTED);
            from = token.end;
        } else if token.kind != TokenKind::Error {
            out.push_str(&json[from..token.end]);
            from = token.end;
        }
    }
    out.push_str(&json[from..]);
    out
}

/// The structure of a JSON text: its names, and the type of each value instead of the value. It ends about
/// `after` bytes after what is at `offset` in the text. Of a long text, it has only the part around that.
/// Also returns where in the outline that is.
pub fn outline(json: &str, offset: usize, after: usize) -> (String, usize) {
    const LONGEST: usize = 8_192;
    let mut out = String::new();
    let mut found = None;
    for token in Lexer::new(json) {
        if found.is_none() && token.start >= offset {
            found = Some(out.len());
        }
        if found.is_some_and(|found| out.len() > found + after) {
            break;
        }
        match token.kind {
            TokenKind::Name => out.push_str(shown_name(&json[token.start..token.end])),
            TokenKind::Text => out.push_str("string"),
            TokenKind::Number => out.push_str("number"),
            TokenKind::Boolean => out.push_str("boolean"),
            TokenKind::Null => out.push_str("null"),
            TokenKind::Error => out.push('\u{2026}'),
            TokenKind::OpenObject
            | TokenKind::OpenArray
            | TokenKind::Close
            | TokenKind::Comma
            | TokenKind::Colon => {
                out.push_str(&json[token.start..token.end]);
            }
        }
        if found.is_none() && out.len() > LONGEST {
            let mut start = out.len() - LONGEST / 2;
            while !out.is_char_boundary(start) {
                start += 1;
            }
            out.drain(..start);
        }
    }
    let found = found.unwrap_or(out.len());
    (out, found)
}

/// A name with its quotes. A name that does not look like that of a property is `"…"`, because it may be a
/// value.
fn shown_name(name: &str) -> &str {
    let is_plain = |c: char| c.is_alphanumeric() || "_.@#$-".contains(c);
    if name.len() <= 130 && name.trim_matches('"').chars().all(is_plain) { name } else { "\"\u{2026}\"" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_names_and_types_and_no_value() {
        let json = r#"{ "id": "9ceb", "size": 5, "on": true, "none": null, "list": [ "a", {"b c": 1} ] }"#;
        let (shown, at) = outline(json, 0, 1_000);
        assert_eq!(
            shown,
            r#"{"id":string,"size":number,"on":boolean,"none":null,"list":[string,{"…":number}]}"#
        );
        assert_eq!(at, 0);
        let (shown, at) = outline(json, json.find("true").unwrap(), 8);
        assert_eq!(&shown[at..], "boolean,\"none\"");
        assert_eq!(outline(r#"{"token":"S3"CRET,"more":"x"}"#, 0, 1_000).0, r#"{"token":string…"#);
        assert_eq!(outline(r#"{"token":"S3CR"#, 0, 1_000).0, r#"{"token":string"#);
    }

    #[test]
    fn a_long_outline_keeps_the_part_around_its_place() {
        let json = format!("[{}7]", "\"é\",".repeat(50_000));
        let (shown, at) = outline(&json, json.len() - 2, 10);
        assert!(shown.len() < 10_000);
        assert_eq!(&shown[at..], "number]");
    }

    #[test]
    fn literals_are_those_of_an_address_with_a_sensitive_name() {
        static PROPERTIES: &[PropertyInfo] = &[PropertyInfo::of::<String>("token", 16)];
        let values = |address: &str| {
            let mut values = Vec::new();
            add_literals(address, &Members::of(PROPERTIES), &mut values);
            values
        };
        assert_eq!(values("/x?$filter=token eq 'O''Neil' or name eq 'b"), ["O'Neil", "b"]);
        assert!(values("/x?$filter=name eq 'a'").is_empty());
        // A key in the path starts no literal, and the number of items is none.
        assert_eq!(
            values("/x/O%27Neil/1234?$top=1000&$filter=token+gt+-12.5%20and%20id+eq+%277%2B%26%27"),
            ["-12.5", "7+&"]
        );
        assert!(values("/token/1234?$filter=name eq 'a'").is_empty(), "a key is no name");
        let guid = "7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11";
        let word = "x".repeat(36);
        assert_eq!(values(&format!("/x?$filter=token eq {guid} and {word} eq null")), [guid]);
        assert_eq!(values("/x?$filter=tokens/any(x:98765432 eq x/token)"), ["98765432"]);
    }

    #[test]
    fn a_filter_is_shown_without_its_literals() {
        let shown = without_literals(
            "(token eq 'O''Neil' or x/any(x:x/size gt -5)) and on eq true and at lt 2024-05-06T07:08:09+01:00",
        );
        let expected =
            "(token eq [redacted] or x/any(x:x/size gt [redacted])) and on eq true and at lt [redacted]";
        assert_eq!(shown, expected);
        assert_eq!(without_literals("token eq 'not ended"), "token eq [redacted]");
    }

    #[test]
    fn literals_of_a_function_are_read_in_their_own_form() {
        static PROPERTIES: &[PropertyInfo] = &[PropertyInfo::of::<String>("token", 16)];
        let mut values = Vec::new();
        let address = r#"/x/f(token=2024-05-06T07:08:09%2B01:00,b=%5B%22c%5C%22d'%5C%5C%22,%7B%22e%22:12345%7D%5D,c='"')"#;
        add_literals(address, &Members::of(PROPERTIES), &mut values);
        assert_eq!(values, ["2024-05-06T07:08:09+01:00", r#"c"d'\"#, "e", "12345", "\""]);
        values.clear();
        add_literals("/x/f(token=%22not ended", &Members::of(PROPERTIES), &mut values);
        assert_eq!(values, ["not ended"]);
    }
}
