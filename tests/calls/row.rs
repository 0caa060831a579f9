//! What one documentation page says of one action or function, as a line of JSON.

use serde_json::{Map, Value};

/// One page, as it was read.
pub(crate) struct Row {
    json: Value,
}

/// A line of the page's table of parameters.
#[derive(Clone, Copy)]
pub(crate) struct Property<'a> {
    /// The name on the wire.
    pub(crate) name: &'a str,
    /// The type as the documentation writes it.
    pub(crate) word: &'a str,
    /// What the type is: `primitive`, `enum` or `other`.
    pub(crate) sort: &'a str,
    pub(crate) is_collection: bool,
}

impl Row {
    /// Reads a line of the file.
    pub(crate) fn parse(_: usize, text: &str) -> serde_json::Result<Self> {
        Ok(Self { json: serde_json::from_str(text)? })
    }

    /// The page's file.
    pub(crate) fn page(&self) -> &str {
        self.text("page")
    }

    pub(crate) fn version(&self) -> &str {
        self.text("version")
    }

    /// The method of all addresses, and the addresses themselves.
    pub(crate) fn method(&self) -> &str {
        self.text("method")
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.list("paths").filter_map(Value::as_str)
    }

    pub(crate) fn parameters(&self) -> impl Iterator<Item = Property<'_>> {
        self.list("parameters").map(|parameter| {
            let text = |key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
            let is_collection = parameter.get("collection").and_then(Value::as_bool).unwrap_or_default();
            Property { name: text("name"), word: text("word"), sort: text("sort"), is_collection }
        })
    }

    /// The values that the example of a request has.
    pub(crate) fn example(&self) -> Map<String, Value> {
        self.json.get("example").and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// What stands behind a function's name in the example, `(top=3)`; empty where nothing does.
    pub(crate) fn inline(&self) -> &str {
        self.text("inline")
    }

    /// The status and the body of the example of a reply.
    pub(crate) fn status(&self) -> u16 {
        self.json.get("status").and_then(Value::as_u64).and_then(|status| status.try_into().ok()).unwrap_or(0)
    }

    pub(crate) fn reply(&self) -> &Value {
        self.json.get("reply").unwrap_or(&Value::Null)
    }

    /// What the page says it gives: a word, `nothing` among them, and whether it is a collection.
    pub(crate) fn result(&self) -> (&str, bool) {
        (self.text("result"), self.json.get("collection").and_then(Value::as_bool).unwrap_or_default())
    }

    fn text(&self, key: &str) -> &str {
        self.json.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.json.get(key).and_then(Value::as_array).into_iter().flatten()
    }
}
