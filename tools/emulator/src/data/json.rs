//! A view of JSON text that the store has written: without space between the tokens, and valid.

use std::borrow::Cow;

use serde_json::Value;

/// A JSON value as text, which is parsed only as far as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// `text` is one whole value, as `serde_json` writes it.
    pub(super) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The length of its text in bytes.
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// A copy of the value.
    pub(crate) fn value(self) -> Value {
        match self.0 {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => match self.as_str() {
                Some(text) => Value::String(text.into_owned()),
                None => serde_json::from_str(text).unwrap_or_default(),
            },
        }
    }

    /// The text, or `None` if the value is not a string.
    pub(crate) fn as_str(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            return serde_json::from_str(self.0).ok().map(Cow::Owned);
        }
        Some(Cow::Borrowed(inner))
    }

    /// A member of an object.
    pub(crate) fn member(self, name: &str) -> Option<Self> {
        let inner = self.0.strip_prefix('{')?.strip_suffix('}')?;
        parts(inner).find_map(|member| {
            let (key, value) = member.split_at(end_of_string(member)?);
            let is_it = Self(key).as_str().is_some_and(|key| key == name);
            value.strip_prefix(':').filter(|_| is_it).map(Self)
        })
    }

    /// The items of an array. Empty for any other value.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> + use<'a> {
        let inner = self.0.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        parts(inner.unwrap_or_default()).map(Self)
    }
}

/// Splits the inside of an array or object at its commas.
fn parts(inner: &str) -> impl Iterator<Item = &str> {
    let mut rest = inner;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = rest.split_at(end_of_part(rest));
        rest = after.strip_prefix(',').unwrap_or_default();
        Some(part)
    })
}

/// Where the first comma is that is neither in a string nor in brackets, or the end.
fn end_of_part(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += end_of_string(&text[at..]).unwrap_or(text.len() - at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The length of the string at the start of a text, with its quotes.
fn end_of_string(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        // A backslash, and what it escapes.
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_view_has_what_the_value_has() {
        let value = json!({
            "text": "a, \"b\" \\ {c}", "é\"": ["x,]", 1, [2, {"deep": [null, {}]}], []], "empty": "", "object": {},
            "number": -1.5e300, "large": u64::MAX, "true": true, "nothing": null, "last": {"a": {"b": "c}"}},
        });
        let text = value.to_string();
        let json = Json::new(&text);
        assert_eq!(json.value(), value);
        for (name, member) in value.as_object().unwrap() {
            let found = json.member(name).unwrap();
            assert_eq!(found.value(), *member, "{name}");
            assert_eq!(found.as_str().as_deref(), member.as_str(), "{name}");
            assert_eq!(found.is_null(), member.is_null(), "{name}");
            let items: Vec<Value> = found.items().map(Json::value).collect();
            assert_eq!(items, member.as_array().cloned().unwrap_or_default(), "{name}");
        }
        assert_eq!(json.member("missing"), None);
        assert_eq!(json.member("text").unwrap().member("a"), None);
        assert_eq!(
            json.member("last").unwrap().member("a").unwrap().member("b").unwrap().value(),
            json!("c}")
        );
    }
}
