//! A row: a documentation page of an entity, as a line of JSON.
//!
//! Pages have errors, so no field is required: a missing or malformed value reads as absent.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// A page as in the file.
pub(crate) struct Row {
    /// The line of the file, from 1.
    pub(crate) line: usize,
    json: Value,
}

/// A row of the page's table of properties.
#[derive(Clone, Copy)]
pub(crate) struct Property<'a> {
    /// The name on the wire.
    pub(crate) name: &'a str,
    /// The type as the documentation writes it.
    pub(crate) word: &'a str,
    /// The kind of the type: `primitive`, `enum`, `complex` or `entity`.
    pub(crate) sort: &'a str,
    pub(crate) is_collection: bool,
    pub(crate) is_read_only: bool,
}

/// The annotation with the type of a value.
pub(crate) const TYPE: &str = "@odata.type";

impl Row {
    /// Parses a line of the file.
    pub(crate) fn parse(line: usize, text: &str) -> serde_json::Result<Self> {
        Ok(Self { line, json: serde_json::from_str(text)? })
    }

    /// The file name of the page.
    pub(crate) fn page(&self) -> &str {
        self.text("page")
    }

    pub(crate) fn entity(&self) -> &str {
        self.text("entity")
    }

    pub(crate) fn is_beta(&self) -> bool {
        self.text("version") == "beta"
    }

    /// The addresses with their methods, `PATCH /deviceManagement/...`.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.list("urls").filter_map(Value::as_str)
    }

    /// The example of a request, if it is a JSON object.
    pub(crate) fn request(&self) -> Option<&Map<String, Value>> {
        self.json.get("request")?.as_object()
    }

    /// The example of a reply, if it is a JSON object.
    pub(crate) fn response(&self) -> Option<&Map<String, Value>> {
        self.json.get("response")?.as_object()
    }

    /// The table of properties, each name once. A repeated property is read-only if any of its rows says so.
    pub(crate) fn properties(&self) -> Vec<Property<'_>> {
        let mut places = HashMap::new();
        let mut found: Vec<Property<'_>> = Vec::new();
        for property in self.lines() {
            let place = *places.entry(property.name).or_insert(found.len());
            match found.get_mut(place) {
                Some(first) => first.is_read_only |= property.is_read_only,
                None => found.push(property),
            }
        }
        found
    }

    /// The number of rows of the table that repeat a name.
    pub(crate) fn repetitions(&self) -> usize {
        self.lines().count() - self.properties().len()
    }

    /// The cells of the table of permissions: the principal, and the names.
    pub(crate) fn permissions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list("perms").filter_map(|cells| Some((cells.get(0)?.as_str()?, cells.get(1)?.as_str()?)))
    }

    fn lines(&self) -> impl Iterator<Item = Property<'_>> {
        self.list("props").filter_map(Property::read)
    }

    fn text(&self, key: &str) -> &str {
        self.json.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.json.get(key).and_then(Value::as_array).into_iter().flatten()
    }
}

impl<'a> Property<'a> {
    fn read(json: &'a Value) -> Option<Self> {
        let text = |key| json.get(key).and_then(Value::as_str).unwrap_or_default();
        let flag = |key| json.get(key).and_then(Value::as_bool).unwrap_or_default();
        let name = json.get("name")?.as_str()?;
        Some(Self {
            name,
            word: text("type"),
            sort: text("kind"),
            is_collection: flag("coll"),
            is_read_only: flag("read_only"),
        })
    }
}

/// Returns the type in an example, without the `#` that some pages omit.
pub(crate) fn stated_type(example: &Map<String, Value>) -> Option<&str> {
    let text = example.get(TYPE)?.as_str()?;
    Some(text.strip_prefix('#').unwrap_or(text))
}
