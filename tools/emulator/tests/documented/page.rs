//! A row of `update-pages.jsonl`: a documentation page of an update.

use std::fmt::Write as _;

use graph_entity_schema::{Access, Metadata};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(crate) struct Page {
    #[serde(skip)]
    row: usize,
    #[serde(rename = "page")]
    name: String,
    entity: String,
    urls: Vec<String>,
    pub(crate) request: Value,
}

impl Page {
    pub(crate) fn read(row: usize, line: &str) -> Self {
        let page: Self = serde_json::from_str(line).unwrap_or_else(|error| panic!("row {row}: {error}"));
        Self { row, ..page }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the first address, with each placeholder replaced by a key that no other page has, or `None`
    /// if the page has no address.
    pub(crate) fn path(&self) -> Option<String> {
        let template = self.urls.first()?.strip_prefix("PATCH ").filter(|url| url.starts_with('/'))?;
        let mut path = String::from("/beta");
        for (at, segment) in template.trim_start_matches('/').split('/').enumerate() {
            if segment.starts_with('{') {
                let _ = write!(path, "/page-{}-{at}", self.row);
            } else {
                path.push('/');
                path.push_str(segment);
            }
        }
        Some(path)
    }

    /// Returns the smallest entity that the page's request is valid for: its type, and the read-only
    /// properties that the request repeats.
    pub(crate) fn entity(&self, metadata: &Metadata) -> Value {
        let name = format!("microsoft.graph.{}", self.entity);
        let mut entity = json!({ "@odata.type": format!("#{name}") });
        for property in metadata.properties(&name) {
            let sent = self.request.get(&property.name).filter(|_| property.access == Access::ReadOnly);
            if let Some(value) = sent {
                entity[&property.name] = value.clone();
            }
        }
        entity
    }

    /// Returns whether a nested value of the request has an abstract type, which no service accepts.
    pub(crate) fn names_abstract(&self, metadata: &Metadata) -> bool {
        let Some(members) = self.request.as_object() else { return false };
        members.values().any(|value| names_abstract(value, metadata))
    }

    /// Returns the first property of the request with another value in the reply.
    pub(crate) fn lost(&self, reply: &Value) -> Option<String> {
        let sent = self.request.as_object()?;
        let own = sent.iter().filter(|(name, _)| !name.contains('@'));
        own.filter(|(name, value)| !is_same(value, &reply[name.as_str()]))
            .map(|(name, _)| name.clone())
            .next()
    }
}

/// Returns whether the reply has the value that was sent. Annotations are ignored, because the pages write
/// types in other places than replies do. So are members that were not sent.
fn is_same(sent: &Value, got: &Value) -> bool {
    match (sent, got) {
        (Value::Object(sent), Value::Object(got)) => {
            let own = sent.iter().filter(|(name, _)| !name.contains('@'));
            own.into_iter().all(|(name, value)| got.get(name).is_some_and(|got| is_same(value, got)))
        }
        (Value::Array(sent), Value::Array(got)) => {
            sent.len() == got.len() && sent.iter().zip(got).all(|(sent, got)| is_same(sent, got))
        }
        (sent, got) => sent == got,
    }
}

fn names_abstract(value: &Value, metadata: &Metadata) -> bool {
    let name = value.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    let own = metadata.structure(name.trim_start_matches('#')).is_some_and(|structure| structure.is_abstract);
    own || match value {
        Value::Object(members) => members.values().any(|value| names_abstract(value, metadata)),
        Value::Array(items) => items.iter().any(|value| names_abstract(value, metadata)),
        _ => false,
    }
}
