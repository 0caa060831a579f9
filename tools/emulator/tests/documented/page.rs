//! A documentation page of an update.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use graph_entity_schema::page::{Documentation, Documented, PageKind};
use graph_entity_schema::{Access, Metadata};
use serde_json::{Value, json};

pub(crate) struct Page {
    /// The number of the page, of which its keys are made.
    number: usize,
    name: String,
    entity: String,
    urls: Vec<String>,
    pub(crate) request: Value,
}

impl Page {
    /// Returns all update pages of a folder, sorted by path.
    pub(crate) fn read_all(folder: &Path) -> io::Result<Vec<Self>> {
        let documentation = Documentation::read(folder)?;
        let updates = documentation.pages().filter(|documented| documented.page.kind == PageKind::Update);
        Ok(updates.enumerate().map(|(number, documented)| Self::of(number, documented)).collect())
    }

    fn of(number: usize, documented: &Documented) -> Self {
        let page = &documented.page;
        Self {
            number,
            name: documented.path.clone(),
            entity: page.subject.clone().unwrap_or_default(),
            urls: page.templates().map(str::to_owned).collect(),
            request: page.request_object().cloned().into(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the first address, with each placeholder replaced by a key that no other page has, or `None`
    /// if the page has no address.
    pub(crate) fn path(&self) -> Option<String> {
        let template = self.urls.first()?;
        let mut path = String::from("/beta");
        for (at, segment) in template.trim_start_matches('/').split('/').enumerate() {
            if segment.starts_with('{') {
                let _ = write!(path, "/page-{}-{at}", self.number);
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

    /// Returns the request with a concrete type in place of each abstract one, which the page names by mistake.
    pub(crate) fn with_concrete_types(&self, metadata: &Metadata) -> Value {
        let mut request = self.request.clone();
        if let Some(members) = request.as_object_mut() {
            members.values_mut().for_each(|value| make_concrete(value, metadata));
        }
        request
    }

    /// Returns whether a nested value of the request has an abstract type, which no service accepts.
    pub(crate) fn names_abstract(&self, metadata: &Metadata) -> bool {
        let Some(members) = self.request.as_object() else { return false };
        members.values().any(|value| names_abstract(value, metadata))
    }

    /// Returns the first property of a request with another value in the reply.
    pub(crate) fn lost(request: &Value, reply: &Value) -> Option<String> {
        let sent = request.as_object()?;
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

pub(crate) fn names_abstract(value: &Value, metadata: &Metadata) -> bool {
    abstract_type(value, metadata).is_some()
        || match value {
            Value::Object(members) => members.values().any(|value| names_abstract(value, metadata)),
            Value::Array(items) => items.iter().any(|value| names_abstract(value, metadata)),
            _ => false,
        }
}

/// Returns the abstract type that a value is annotated with.
fn abstract_type(value: &Value, metadata: &Metadata) -> Option<String> {
    let name = value.get("@odata.type")?.as_str()?.trim_start_matches('#');
    metadata.structure(name).filter(|structure| structure.is_abstract).map(|_| name.to_owned())
}

pub(crate) fn make_concrete(value: &mut Value, metadata: &Metadata) {
    if let Some(name) = abstract_type(value, metadata) {
        let is_derived = |name: &str, from: &str| metadata.lineage(name).any(|base| base.name == from);
        let mut derived = metadata.structures().filter(|it| !it.is_abstract && is_derived(&it.name, &name));
        let concrete = derived.next().expect("an abstract type has a derived one");
        value["@odata.type"] = format!("#{}", concrete.name).into();
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|value| make_concrete(value, metadata)),
        Value::Array(items) => items.iter_mut().for_each(|value| make_concrete(value, metadata)),
        _ => {}
    }
}
