//! A documentation page of an action or a function, as a line of JSON.

use serde_json::{Map, Value};

/// A parsed page.
pub(crate) struct Row {
    json: Value,
}

/// A row of the page's table of parameters.
#[derive(Clone, Copy)]
pub(crate) struct Property<'a> {
    /// The name on the wire.
    pub(crate) name: &'a str,
    /// The type as the documentation writes it.
    pub(crate) word: &'a str,
    /// The kind of the type: `primitive`, `enum` or `other`.
    pub(crate) sort: &'a str,
    pub(crate) is_collection: bool,
}

impl Row {
    /// Parses a line of the file.
    pub(crate) fn parse(text: &str) -> serde_json::Result<Self> {
        Ok(Self { json: serde_json::from_str(text)? })
    }

    /// The file name of the page.
    pub(crate) fn page(&self) -> &str {
        self.text("page")
    }

    pub(crate) fn version(&self) -> &str {
        self.text("version")
    }

    /// The method of all addresses, and the addresses.
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

    /// The values in the example of a request.
    pub(crate) fn example(&self) -> Map<String, Value> {
        self.json.get("example").and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// The text after a function's name in the example, `(top=3)`, or an empty text.
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

    /// The declared result: a type, which may be `nothing`, and whether it is a collection.
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
