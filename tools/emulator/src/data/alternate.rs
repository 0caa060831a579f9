//! Alternate keys in addresses: `applications(appId='x')` leads to the application with this `appId`.
//!
//! Source: OData Vocabularies 4.0, "Org.OData.Core.V1", `AlternateKeys`; OData URL Conventions 4.01,
//! "Canonical URL"; Microsoft Graph, "Upsert application", "Upsert group".

use std::collections::HashSet;

use serde_json::Value;

use crate::data::properties::Properties;
use crate::data::store::{Store, Stored};
use crate::data::unique::{collection, has_values, normalized};
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, in_parentheses};
use crate::schema::declared_type::{DIRECTORY, DeclaredType};
use crate::schema::model::Schema;
use crate::schema::structure::Structure;
use crate::schema::types::{Primitive, Type};

const SERVICE_PRINCIPAL: &str = "microsoft.graph.servicePrincipal";

/// An alternate key that no entity has.
pub(crate) struct Unmatched {
    /// The path of the collection.
    pub(crate) collection: ParsedPath,
    /// The properties of the key, with the values that the address gives them.
    pub(crate) values: Vec<(String, Value)>,
    /// Whether the address ends with the key.
    pub(crate) is_last: bool,
}

/// Whether a path may have an alternate key. For the other paths, which are most, the store is not locked.
pub(crate) fn may_be_in(path: &ParsedPath) -> bool {
    path.segments.iter().any(|segment| key_parts(segment).is_some())
}

/// Returns a path with the keys of entities in place of alternate keys. A segment that is not a declared
/// alternate key remains as it is.
pub(crate) fn resolve(
    schema: &Schema,
    store: &Store,
    path: ParsedPath,
) -> Result<ParsedPath, Box<Unmatched>> {
    let ParsedPath { version, segments, has_encoded_slash } = path;
    let mut resolved = ParsedPath { version, segments: Vec::new(), has_encoded_slash };
    let last = segments.len().saturating_sub(1);
    for (at, segment) in segments.into_iter().enumerate() {
        let Some((name, parts)) = key_parts(&segment) else {
            resolved.segments.push(segment);
            continue;
        };
        let mut collection = resolved.clone();
        collection.segments.push(name.to_owned());
        let Some(key) = Key::find(schema, &collection, &parts) else {
            resolved.segments.push(segment);
            continue;
        };
        let Some(own) = key.entity(store) else {
            return Err(Box::new(Unmatched { collection, values: key.values(), is_last: at == last }));
        };
        resolved = collection;
        resolved.segments.push(own);
    }
    Ok(resolved)
}

/// A declared alternate key of a collection, with its values.
struct Key<'a> {
    resource: Resource<'a>,
    parts: Parts<'a>,
}

impl<'a> Key<'a> {
    fn find(schema: &'a Schema, collection: &ParsedPath, parts: &[(&str, String)]) -> Option<Self> {
        let resource = Resource::find(schema, collection)?;
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        let properties = resource.declared.alternate_key(&names)?;
        let is_collection = resource.is_collection && resource.tail == Tail::None;
        let texts = parts.iter().map(|(_, text)| text.as_str());
        let values = properties.into_iter().zip(texts);
        let parts =
            values.map(|(property, text)| (property, value(&resource.declared, property, text))).collect();
        is_collection.then_some(Self { resource, parts })
    }

    /// The key of the entity with these values, or `None` if no entity has them.
    fn entity(&self, store: &Store) -> Option<String> {
        let (address, _) = self.resource.keyed(store, &self.parts).next()?;
        address.key().map(str::to_owned)
    }

    fn values(&self) -> Vec<(String, Value)> {
        self.parts.iter().map(|(property, value)| ((*property).to_owned(), value.clone())).collect()
    }
}

/// Checks that no other entity of the collection has the values of an alternate key that an entity is to have.
pub(crate) fn expect_unique(
    schema: &Schema,
    store: &Store,
    structure: &Structure,
    address: &Address,
    value: &dyn Fn(&str) -> Option<Value>,
) -> Result<(), Refusal> {
    let Some(collection) = collection(address).filter(|_| !structure.alternate_keys.is_empty()) else {
        return Ok(());
    };
    for parts in keys(structure, value) {
        // What stays as it is, is no conflict.
        if store.get(address).is_some_and(|own| has_values(&own.properties, &parts)) {
            continue;
        }
        if store.keyed(&collection, &parts).any(|(other, _)| other != address) {
            return Err(taken(schema, structure, &parts));
        }
    }
    Ok(())
}

/// Whether another entity of the collection has the values of an alternate key that an entity has.
pub(crate) fn is_shared(store: &Store, structure: &Structure, address: &Address, stored: &Stored) -> bool {
    let Some(collection) = collection(address) else { return false };
    let keys = keys(structure, &|name| stored.properties.value(name));
    keys.iter().any(|parts| store.keyed(&collection, parts).any(|(other, _)| other != address))
}

/// Checks that no two entities of one body have the same values of an alternate key.
pub(crate) fn expect_distinct<'a>(
    schema: &Schema,
    entities: impl Iterator<Item = (&'a Structure, &'a Properties)>,
) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for (structure, properties) in entities {
        for parts in keys(structure, &|name| properties.get(name).cloned()) {
            let texts = parts.iter().map(|(name, value)| (*name, normalized(name, value.to_string())));
            if !seen.insert(texts.collect::<Vec<_>>()) {
                return Err(taken(schema, structure, &parts));
            }
        }
    }
    Ok(())
}

/// The properties of an alternate key, with their values.
type Parts<'a> = Vec<(&'a str, Value)>;

/// The alternate keys of an entity, with its values. An entity without all values of a key does not have the key.
fn keys<'a>(structure: &'a Structure, value: &dyn Fn(&str) -> Option<Value>) -> Vec<Parts<'a>> {
    let value = |name: &str| value(name).filter(|value| !value.is_null());
    let keys = structure.alternate_keys.iter();
    keys.filter_map(|key| key.parts.iter().map(|(_, name)| Some((name.as_str(), value(name)?))).collect())
        .collect()
}

fn taken(schema: &Schema, structure: &Structure, parts: &[(&str, Value)]) -> Refusal {
    match parts {
        [(_, Value::String(name))] if schema.is_derived(&structure.name, SERVICE_PRINCIPAL) => {
            Refusal::taken_principal(name)
        }
        [(property, _), ..] if schema.is_derived(&structure.name, DIRECTORY) => {
            Refusal::taken_value(property)
        }
        _ => Refusal::taken_key(&parts.iter().map(|(property, _)| *property).collect::<Vec<_>>()),
    }
}

/// The text of a key as a value of its property.
fn value(declared: &DeclaredType<'_>, property: &str, text: &str) -> Value {
    let kind = declared.property(property).map(|property| &property.kind);
    match kind {
        Some(Type::Primitive(Primitive::Integer(_) | Primitive::Boolean)) => {
            let value = text.parse().ok().filter(|value: &Value| value.is_number() || value.is_boolean());
            value.unwrap_or_else(|| Value::from(text))
        }
        _ => text.into(),
    }
}

/// The name of a segment, and the names and values in its parentheses: `applications`, and `appId` with `x`.
/// `None` if the segment has no such parentheses.
fn key_parts(segment: &str) -> Option<(&str, Vec<(&str, String)>)> {
    let (name, inner) = in_parentheses(segment)?;
    let mut parts = Vec::new();
    let mut rest = inner;
    while !rest.is_empty() {
        let (alias, after) = rest.split_once('=')?;
        let end = end_of_value(after);
        parts.push((alias.trim(), unquoted(after[..end].trim())));
        rest = after[end..].strip_prefix(',').unwrap_or_default();
    }
    (!name.is_empty() && !parts.is_empty()).then_some((name, parts))
}

/// Where a value ends: at the first comma outside of quotes. A doubled quote opens what it has just closed.
fn end_of_value(text: &str) -> usize {
    let mut is_quoted = false;
    let end = text.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '\'';
        *c == ',' && !is_quoted
    });
    end.map_or(text.len(), |(at, _)| at)
}

fn unquoted(value: &str) -> String {
    match value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(text) => text.replace("''", "'"),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parentheses_of_a_segment_are_read() {
        let text = |text: &str| text.to_owned();
        let cases = [
            ("apps(appId='x')", Some(("apps", vec![("appId", text("x"))]))),
            ("pairs(a='x,y', b=7)", Some(("pairs", vec![("a", text("x,y")), ("b", text("7"))]))),
            ("users(name='o''b=c')", Some(("users", vec![("name", text("o'b=c"))]))),
            ("users(7)", None),
            ("users()", None),
            ("(a='b')", None),
            ("users", None),
        ];
        for (segment, expected) in cases {
            assert_eq!(key_parts(segment), expected, "{segment}");
        }
    }
}
