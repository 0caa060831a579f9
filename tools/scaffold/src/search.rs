//! Finds types by a name or an address, and suggests near ones.

use std::collections::BTreeSet;
use std::fmt;

use graph_entity_schema::{Metadata, OperationKind, PathError, Target, edm_names};

use crate::names::{MAIN, parts};

/// A name that the document does not have, or has twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchError {
    message: String,
    /// Near names.
    suggestions: Vec<String>,
}

impl SearchError {
    fn new(message: String, suggestions: Vec<String>) -> Self {
        Self { message, suggestions }
    }

    /// Whether there are near names.
    pub fn has_suggestions(&self) -> bool {
        !self.suggestions.is_empty()
    }

    pub(crate) fn property<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        Self::new(format!("there is no property `{name}`"), near(name, known))
    }
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.message, question(&self.suggestions))
    }
}

impl std::error::Error for SearchError {}

impl From<PathError> for SearchError {
    fn from(error: PathError) -> Self {
        Self::new(error.to_string(), Vec::new())
    }
}

/// Returns the qualified name of a type from its name, with or without the namespace, or from an address.
///
/// # Errors
/// No type has the name, or several have it.
pub(crate) fn find<'a>(metadata: &'a Metadata, text: &str) -> Result<&'a str, SearchError> {
    if text.starts_with('/') {
        return match metadata.resolve(text)? {
            Target::Entity(name) | Target::Collection(name) => Ok(name),
            Target::Value(value) => Ok(&value.name),
            Target::Stream => Err(SearchError::new(format!("`{text}` is a stream of bytes"), Vec::new())),
            Target::Operations(_) => {
                Err(SearchError::new(format!("`{text}` is an operation, and not a type"), Vec::new()))
            }
        };
    }
    let name = text.trim_start_matches('#');
    if let Some(structure) = metadata.structure(name) {
        return Ok(&structure.name);
    }
    if let Some(read) = metadata.enumeration(name) {
        return Ok(&read.name);
    }
    // The name of the Rust type begins with a capital.
    let lower = crate::words::first_lower(name);
    let named = [name, &lower].into_iter().map(|name| metadata.with_short_name(name));
    match named.clone().find(|named| !named.is_empty()) {
        Some([one]) => Ok(one),
        // A name without a namespace is one of the main namespace, as in the attributes.
        Some(several) if several.iter().any(|name| parts(name).0 == MAIN) => {
            Ok(several.iter().find(|name| parts(name).0 == MAIN).unwrap_or(&several[0]))
        }
        Some(several) => {
            Err(SearchError::new(format!("there are {} types `{name}`", several.len()), several.to_vec()))
        }
        None => {
            if let Some(call) = call_on(metadata, name) {
                return Err(SearchError::new(format!("there is no type `{text}`: it is {call}"), Vec::new()));
            }
            let suggestions = near(parts(name).1, short_names(metadata).into_iter());
            Err(SearchError::new(format!("there is no type `{text}`"), suggestions))
        }
    }
}

/// Says what an action or a function with the name is called on, and how it is generated.
fn call_on(metadata: &Metadata, name: &str) -> Option<String> {
    let mut operations = metadata.operations().iter();
    let operation = operations.find(|it| it.name == name || it.local_name() == name)?;
    let sort = match operation.kind {
        OperationKind::Action => "an action",
        OperationKind::Function => "a function",
    };
    let on = parts(&operation.binding()?.name).1;
    Some(format!("{sort} on `{on}`, which `new {on} --select {}` writes", operation.local_name()))
}

/// Returns the names of a document's types without their namespaces.
fn short_names(metadata: &Metadata) -> BTreeSet<&str> {
    let all = metadata.structures().map(|structure| structure.name.as_str());
    let all = all.chain(metadata.enumerations().map(|read| read.name.as_str()));
    all.map(|name| parts(name).1).collect()
}

/// Asks whether a type that a property names and nothing describes is a misspelt one, primitive or of the document.
/// Empty if no name is near.
pub(crate) fn misspelt(metadata: &Metadata, name: &str) -> String {
    let mut known = short_names(metadata);
    known.extend(edm_names().map(|name| parts(name).1));
    question(&near(parts(name).1, known.into_iter()))
}

/// The end of a sentence about a name that is not there: which ones are near.
fn question(suggestions: &[String]) -> String {
    let names: Vec<String> = suggestions.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!(": did you mean {name}?"),
        [names @ .., last] => format!(": did you mean {} or {last}?", names.join(", ")),
    }
}

/// The error of a search that finds nothing.
pub(crate) fn nothing(text: &str, suggestions: Vec<String>) -> SearchError {
    SearchError::new(format!("nothing is called `{text}`"), suggestions)
}

/// The number of suggestions.
const SHOWN: usize = 3;

/// Returns the names that are nearest to a name.
pub(crate) fn near<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Vec<String> {
    graph_entity_schema::near(name, known).into_iter().take(SHOWN).map(str::to_owned).collect()
}
