//! A view of JSON text that the store has written: without space between the tokens, and valid.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as text, which is parsed only as far as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// `text` is one whole value, as `serde_json` writes it.
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(crate) fn text(self) -> &'a str {
        self.0
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
        let mut members: HashMap<String, &'a RawValue> = serde_json::from_str(self.0).ok()?;
        members.remove(name).map(|value| Self(value.get()))
    }

    /// The items of an array. Empty for any other value.
    pub(crate) fn items(self) -> impl ExactSizeIterator<Item = Self> + use<'a> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.0).unwrap_or_default();
        items.into_iter().map(|item| Self(item.get()))
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
