//! A row of `update-pages.jsonl`: what one documentation page says of one entity.
//!
//! Pages have faults, so nothing is taken for granted: what is missing or of another form reads as absent.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// One page, as the file has it.
pub(crate) struct Row {
    /// The line of the file, from 1.
    pub(crate) line: usize,
    json: Value,
}

/// A line of the page's table of properties.
#[derive(Clone, Copy)]
pub(crate) struct Property<'a> {
    /// The name on the wire.
    pub(crate) name: &'a str,
    /// The type as the documentation writes it.
    pub(crate) word: &'a str,
    /// What the type is: `primitive`, `enum`, `complex` or `entity`.
    pub(crate) sort: &'a str,
    pub(crate) is_collection: bool,
    pub(crate) is_read_only: bool,
}

/// The annotation that names a value's type.
pub(crate) const TYPE: &str = "@odata.type";

impl Row {
    /// Reads a line of the file.
    pub(crate) fn parse(line: usize, text: &str) -> serde_json::Result<Self> {
        Ok(Self { line, json: serde_json::from_str(text)? })
    }

    /// The page's file.
    pub(crate) fn page(&self) -> &str {
        self.text("page")
    }

    pub(crate) fn entity(&self) -> &str {
        self.text("entity")
    }

    pub(crate) fn is_beta(&self) -> bool {
        self.text("version") == "beta"
    }

    /// The addresses with their verbs, `PATCH /deviceManagement/...`.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.list("urls").filter_map(Value::as_str)
    }

    /// The example of a request, where it is a JSON object.
    pub(crate) fn request(&self) -> Option<&Map<String, Value>> {
        self.json.get("request")?.as_object()
    }

    /// The example of a reply, where it is a JSON object.
    pub(crate) fn response(&self) -> Option<&Map<String, Value>> {
        self.json.get("response")?.as_object()
    }

    /// The table of properties, each name once. One that is listed twice is read-only if either line says so.
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

    /// How many lines of the table repeat a name.
    pub(crate) fn repetitions(&self) -> usize {
        self.lines().count() - self.properties().len()
    }

    /// The cells of the table of permissions: whose they are, and their names.
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

/// The type that an example says it has, without the `#` that some pages leave out.
pub(crate) fn stated_type(example: &Map<String, Value>) -> Option<&str> {
    let text = example.get(TYPE)?.as_str()?;
    Some(text.strip_prefix('#').unwrap_or(text))
}
