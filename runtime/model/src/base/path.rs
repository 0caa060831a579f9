//! Values for the placeholders of a path, and the path built from them.

use core::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{InvalidRequestError, PathValueErrorKind};

/// A value for a placeholder of a path: a key such as a GUID, a user principal name or a number.
///
/// Converts from text, a `Uuid` or an integer. A value that Graph does not accept in a key is refused when
/// the request is built: an empty value, `.` and `..`, a `/`, a `\`, a control character, a leading `$`.
/// Everything else is percent-encoded as one segment, so that `b c#d` arrives as `b c#d`.
///
/// Within the quotes of an alternate key, as in `/users('{userPrincipalName}')`, dots and a leading `$` are
/// accepted and a quote is doubled. A key in parentheses without quotes, as in `/versions({number})`, may
/// only contain the characters of numbers, Guids and dates.
///
/// ```
/// use graph_entity::PathValue;
///
/// assert_eq!(PathValue::from("b c#d").as_str(), "b c#d");
/// assert_eq!(PathValue::from(42_i64).as_str(), "42");
/// ```
///
/// Source: RFC 3986 "Path"; OData URL Conventions 4.01 "Canonical URL".
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PathValue(String);

impl PathValue {
    /// Returns the value as it was given, not percent-encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn error_kind(&self, part: Part) -> Option<PathValueErrorKind> {
        match (self.as_str(), part) {
            ("", _) => Some(PathValueErrorKind::Empty),
            ("." | "..", Part::Segment) => Some(PathValueErrorKind::Dots),
            (text, Part::Segment) if text.starts_with('$') => Some(PathValueErrorKind::Dollar),
            // Graph decodes a path before it reads the keys, so a comma would begin another one.
            (text, Part::Key) => text
                .chars()
                .find(|c| !(c.is_ascii_alphanumeric() || "-._~:+".contains(*c)))
                .map(PathValueErrorKind::Character),
            (text, _) => text
                .chars()
                .find(|c| matches!(c, '/' | '\\') || c.is_control())
                .map(PathValueErrorKind::Character),
        }
    }
}

/// Where in a path a value is.
#[derive(Clone, Copy)]
enum Part {
    Segment,
    /// The value of a key in parentheses, without quotes.
    Key,
    /// The value of a key in parentheses, within quotes.
    Quoted,
}

impl fmt::Debug for PathValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<String> for PathValue {
    fn from(value: String) -> Self {
        Self(value)
    }
}

macro_rules! from_displayed {
    ($($type:ty),*) => {$(
        impl From<$type> for PathValue {
            fn from(value: $type) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}

from_displayed!(
    &str,
    &String,
    std::borrow::Cow<'_, str>,
    uuid::Uuid,
    &uuid::Uuid,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64
);

/// The characters that are not encoded in a path segment: RFC 3986 "pchar", except those that OData gives a
/// meaning inside a segment (`'`, `(`, `)`, `,`, `=`, `;`) and except `+` and `&`, which some proxies decode.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b':')
    .remove(b'@')
    .remove(b'$');

/// The characters that are not encoded within the parentheses of a function, where quotation marks are part
/// of the grammar.
pub(crate) const LITERAL: &AsciiSet = &SEGMENT.remove(b'\'');

/// Fills the placeholders of a template with values, in order.
///
/// # Errors
/// The first value that cannot be a segment, with its placeholder.
pub fn fill(template: &'static str, values: &[PathValue]) -> Result<String, InvalidRequestError> {
    // 36 is the length of a GUID, the most common key.
    let mut path = String::with_capacity(template.len() + values.len() * 36);
    let mut values = values.iter();
    let mut rest = template;
    while let Some((before, after)) = split_at(rest, b'{') {
        let (placeholder, after) = split_at(after, b'}').unwrap_or((after, ""));
        path.push_str(before);
        let part = match before.chars().next_back() {
            Some('\'') => Part::Quoted,
            Some('(' | '=') => Part::Key,
            _ => Part::Segment,
        };
        let missing = PathValue(String::new());
        push(&mut path, placeholder, values.next().unwrap_or(&missing), part)?;
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

/// Splits a text at a character of ASCII. Templates are short: a search of `str` is made for long texts, and
/// costs several times as much here.
fn split_at(text: &'static str, byte: u8) -> Option<(&'static str, &'static str)> {
    let at = text.bytes().position(|other| other == byte)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Appends one value after a path's last slash.
///
/// # Errors
/// [`InvalidRequestError::PathValue`] with the placeholder if the value cannot be a segment.
pub fn push_segment(
    path: &mut String,
    placeholder: &str,
    value: &PathValue,
) -> Result<(), InvalidRequestError> {
    push(path, placeholder, value, Part::Segment)
}

fn push(
    path: &mut String,
    placeholder: &str,
    value: &PathValue,
    part: Part,
) -> Result<(), InvalidRequestError> {
    if let Some(kind) = value.error_kind(part) {
        return Err(InvalidRequestError::PathValue { placeholder: placeholder.to_owned(), kind });
    }
    for (at, text) in value.as_str().split('\'').enumerate() {
        if at > 0 {
            // A quote in a text is written twice. Source: OData URL Conventions 4.01, "Primitive Literals".
            path.push_str(if matches!(part, Part::Quoted) { "%27%27" } else { "%27" });
        }
        path.extend(utf8_percent_encode(text, SEGMENT));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "/scripts/{scriptId}/states";

    fn filled(value: &str) -> Result<String, InvalidRequestError> {
        fill(ONE, &[value.into()])
    }

    #[test]
    fn a_value_is_one_encoded_segment() {
        for (value, segment) in [
            ("7bd39c86-9c86-7bd3-869c-d37b869cd37b", "7bd39c86-9c86-7bd3-869c-d37b869cd37b"),
            ("b c#d", "b%20c%23d"),
            ("a?b&c=d+e%2Fz", "a%3Fb%26c%3Dd%2Be%252Fz"),
            ("adele@contoso.com", "adele@contoso.com"),
            ("o'neil('x')", "o%27neil%28%27x%27%29"),
            ("é漢", "%C3%A9%E6%BC%A2"),
            ("...", "..."),
            ("a$b", "a$b"),
        ] {
            assert_eq!(filled(value), Ok(format!("/scripts/{segment}/states")));
        }
    }

    #[test]
    fn the_value_of_an_alternate_key_is_a_literal() {
        let fill = |value: &str| fill("/pairs(a='{a}',b={b})/c", &[value.into(), 7.into()]);
        for (value, literal) in [
            ("9ceb", "9ceb"),
            ("o'neil", "o%27%27neil"),
            ("$a@contoso.example", "$a@contoso.example"),
            ("..", ".."),
            ("a',b=1)", "a%27%27%2Cb%3D1%29"),
            ("%27", "%2527"),
        ] {
            assert_eq!(fill(value), Ok(format!("/pairs(a='{literal}',b=7)/c")));
        }
        for (value, kind) in [("", PathValueErrorKind::Empty), ("a/b", PathValueErrorKind::Character('/'))] {
            let placeholder = "a".to_owned();
            assert_eq!(fill(value), Err(InvalidRequestError::PathValue { placeholder, kind }));
        }
        for (value, kind) in [
            ("", PathValueErrorKind::Empty),
            ("1,c=2", PathValueErrorKind::Character(',')),
            ("'x'", PathValueErrorKind::Character('\'')),
        ] {
            let placeholder = "n".to_owned();
            let filled = super::fill("/versions({n})", &[value.into()]);
            assert_eq!(filled, Err(InvalidRequestError::PathValue { placeholder, kind }));
        }
    }

    #[test]
    fn a_value_that_graph_cannot_take_is_refused_with_its_placeholder() {
        for (value, error_kind) in [
            ("", PathValueErrorKind::Empty),
            (".", PathValueErrorKind::Dots),
            ("..", PathValueErrorKind::Dots),
            ("a/b", PathValueErrorKind::Character('/')),
            ("a\\b", PathValueErrorKind::Character('\\')),
            ("a\nb", PathValueErrorKind::Character('\n')),
            ("a\u{7f}", PathValueErrorKind::Character('\u{7f}')),
            ("$ref", PathValueErrorKind::Dollar),
        ] {
            let placeholder = "scriptId".to_owned();
            assert_eq!(filled(value), Err(InvalidRequestError::PathValue { placeholder, kind: error_kind }));
        }
    }
}
