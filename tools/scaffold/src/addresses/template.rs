//! Path templates, as the attributes take them.

use graph_entity_schema::{AlternateKey, Metadata, address_shape};

use crate::names::parts;
use crate::words::{first_lower, pascal, snake};

/// A path with placeholders: `/users/{userId}/messages/{messageId}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Template {
    pub(crate) text: String,
}

impl Template {
    pub(crate) fn root(name: &str) -> Self {
        Self { text: format!("/{name}") }
    }

    /// Reads an address of a documentation page, in which placeholders are free text and may repeat:
    /// `/users/{id | userPrincipalName}/items/{id}`. Returns `None` if it is not one that an attribute can have.
    pub(crate) fn documented(address: &str) -> Option<Self> {
        let mut found = Self { text: String::new() };
        for segment in address.strip_prefix('/')?.trim_end_matches('/').split('/') {
            found = found.with_documented_segment(segment)?;
        }
        Some(found)
    }

    fn with_documented_segment(&self, segment: &str) -> Option<Self> {
        let is_literal = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~$".contains(c))
        };
        let name = |text: &str| {
            let inner = text.strip_prefix('{')?.strip_suffix('}')?;
            inner.contains(|c: char| c.is_ascii_alphanumeric()).then(|| placeholder(&lower_words(inner)))
        };
        if segment.starts_with('{') {
            return Some(self.with_placeholder(&name(segment)?));
        }
        let Some((literal, keys)) = segment.split_once('(') else {
            return is_literal(segment).then(|| self.with_path(segment));
        };
        let mut found = is_literal(literal).then(|| self.with_path(literal))?;
        for (at, key) in keys.strip_suffix(')')?.split(',').enumerate() {
            let (start, key) = (if at == 0 { "(" } else { "," }, key.trim());
            let (alias, value) = key.split_once('=').map_or((None, key), |(name, value)| (Some(name), value));
            let is_name = |alias: &str| alias.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if alias.is_some_and(|alias| !is_literal(alias) || !is_name(alias)) || alias.is_none() && at > 0 {
                return None;
            }
            let unquoted = value.trim_matches('\'');
            let quote = if value == unquoted { "" } else { "'" };
            let value = found.free(&name(unquoted)?);
            let equals = if alias.is_some() { "=" } else { "" };
            found.text.extend([start, alias.unwrap_or_default(), equals, quote, "{", &value, "}", quote]);
        }
        found.text.push(')');
        Some(found)
    }

    /// Returns what addresses that are the same have in common.
    pub(crate) fn shape(&self) -> String {
        address_shape(&self.text)
    }

    /// Returns the shape of the address of an operation, without the namespace of its name.
    pub(crate) fn shape_of_call(&self) -> String {
        let shape = self.shape();
        match shape.rsplit_once('/') {
            Some((before, name)) => format!("{before}/{}", parts(name).1),
            None => shape,
        }
    }

    /// Adds segments.
    pub(crate) fn with_path(&self, path: &str) -> Self {
        Self { text: format!("{}/{path}", self.text) }
    }

    /// Adds the key of an entity of a type.
    pub(crate) fn with_key(&self, metadata: &Metadata, name: &str) -> Self {
        match metadata.keys(name) {
            [] => self.with_placeholder(&placeholder(&format!("{}Id", first_lower(parts(name).1)))),
            [key] if key == "id" => {
                self.with_placeholder(&placeholder(&format!("{}Id", first_lower(parts(name).1))))
            }
            [key] => self.with_placeholder(&placeholder(key)),
            keys => self.with_named_keys(metadata, name, keys.iter().map(|key| (key.as_str(), key.as_str()))),
        }
    }

    /// Returns the address of the same entity by another key, which is in place of the key at the end:
    /// `/applications(appId='{appId}')`.
    pub(crate) fn with_alternate_key(&self, metadata: &Metadata, name: &str, key: &AlternateKey) -> Self {
        let parts = key.parts.iter().map(|part| (part.alias.as_str(), part.property.as_str()));
        self.collection().with_named_keys(metadata, name, parts)
    }

    /// Returns the address without the key at its end.
    pub(crate) fn collection(&self) -> Self {
        let end = match self.text.chars().next_back() {
            Some(')') => self.text.rfind('('),
            Some('}') => self.text.rfind('/'),
            _ => None,
        };
        Self { text: self.text[..end.unwrap_or(self.text.len())].to_owned() }
    }

    /// Returns the number of segments that are not keys.
    pub(crate) fn segments(&self) -> usize {
        self.text.matches('/').count() - self.text.matches("/{").count()
    }

    /// Returns the number of keys that an entity at this address needs.
    pub(crate) fn keys(&self) -> usize {
        self.text.matches('{').count()
    }

    /// Returns the segments without keys, joined by `/`.
    pub(crate) fn literals(&self) -> String {
        let segments =
            self.text.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
        let names = segments.map(|segment| segment.split('(').next().unwrap_or(segment));
        names.collect::<Vec<_>>().join("/")
    }

    fn with_placeholder(&self, name: &str) -> Self {
        Self { text: format!("{}/{{{}}}", self.text, self.free(name)) }
    }

    /// Adds keys with their names: parts of the name in an address and the path of the property.
    fn with_named_keys<'n>(
        &self,
        metadata: &Metadata,
        name: &str,
        keys: impl Iterator<Item = (&'n str, &'n str)>,
    ) -> Self {
        let keys: Vec<(&str, bool)> =
            keys.map(|(alias, property)| (alias, is_text(metadata, name, property))).collect();
        self.with_parameters(&keys)
    }

    /// Adds parameters in parentheses, or nothing if there are none.
    pub(super) fn with_parameters(&self, parameters: &[(&str, bool)]) -> Self {
        let mut found = self.clone();
        for (at, (alias, is_text)) in parameters.iter().enumerate() {
            let quote = if *is_text { "'" } else { "" };
            let start = if at == 0 { "(" } else { "," };
            let value = found.free(&placeholder(alias));
            found.text.extend([start, alias, "=", quote, "{", &value, "}", quote]);
        }
        if !parameters.is_empty() {
            found.text.push(')');
        }
        found
    }

    /// Returns a name that no placeholder has, also not as a parameter.
    fn free(&self, name: &str) -> String {
        let known: Vec<String> = self
            .text
            .split('{')
            .skip(1)
            .map(|rest| snake(rest.split('}').next().unwrap_or_default()))
            .collect();
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !known.contains(&snake(name))).unwrap_or_default()
    }
}

/// Returns a placeholder for a name: one that a template can have, and not that of the parameter with the patch.
fn placeholder(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let is_free = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name != "patch";
    if is_free { name } else { format!("key_{name}") }
}

/// Returns the words of a text as one name: `id | userPrincipalName` becomes `idUserPrincipalName`.
fn lower_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut words = words.enumerate().map(|(at, word)| if at == 0 { word.to_owned() } else { pascal(word) });
    words.by_ref().collect()
}

/// Whether a key is written in quotes.
fn is_text(metadata: &Metadata, name: &str, path: &str) -> bool {
    let mut current = name;
    let mut found = false;
    for segment in path.split('/') {
        let properties = metadata.properties(current);
        let Some(property) = properties.into_iter().find(|property| property.name == segment) else {
            return true;
        };
        current = &property.kind.name;
        found = metadata.primitive(current) == "Edm.String";
    }
    found
}
