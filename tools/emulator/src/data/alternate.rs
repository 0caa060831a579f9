//! Alternate keys in addresses: `applications(appId='x')` leads to the application with this `appId`.
//!
//! Source: OData Vocabularies 4.0, "Org.OData.Core.V1", `AlternateKeys`; OData URL Conventions 4.01,
//! "Canonical URL"; Microsoft Graph, "Upsert application", "Upsert group".

use serde_json::Value;

use crate::data::properties::Properties;
use crate::data::store::{Store, Stored};
use crate::refusals::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, in_parentheses};
use crate::schema::declared_type::{DIRECTORY, DeclaredType, PRINCIPAL_NAME};
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
    /// The names of properties, with their values.
    parts: Vec<(&'a str, Value)>,
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
        let mut members = self.resource.members(store);
        let (address, _) = members.find(|(_, stored)| has_values(stored, &self.parts))?;
        address.key().map(str::to_owned)
    }

    fn values(&self) -> Vec<(String, Value)> {
        self.parts.iter().map(|(property, value)| ((*property).to_owned(), value.clone())).collect()
    }
}

/// Whether two values of a key's property are the same. The directory ignores case in the names of users.
pub(crate) fn is_same(property: &str, one: &Value, two: &Value) -> bool {
    match (one.as_str(), two.as_str()) {
        (Some(one), Some(two)) => is_same_text(property, one, two),
        _ => one == two,
    }
}

fn is_same_text(property: &str, one: &str, two: &str) -> bool {
    if property == PRINCIPAL_NAME { one.eq_ignore_ascii_case(two) } else { one == two }
}

/// Whether an entity has these values of an alternate key. Texts, which nearly all of them are, are compared as they are
/// stored, since all entities of a collection may be looked at.
fn has_values(stored: &Stored, parts: &[(&str, Value)]) -> bool {
    parts.iter().all(|(property, wanted)| {
        stored.properties.get(property).is_some_and(|value| match (value.as_str(), wanted.as_str()) {
            (Some(one), Some(two)) => is_same_text(property, &one, two),
            (None, None) => value.value() == *wanted,
            _ => false,
        })
    })
}

/// Checks that no other entity of the collection has the values of an alternate key that an entity is to have.
pub(crate) fn expect_unique(
    schema: &Schema,
    store: &Store,
    structure: &Structure,
    address: &Address,
    properties: &Properties,
) -> Result<(), Refusal> {
    let Some((_, steps)) = address.steps.split_last().filter(|_| address.key().is_some()) else {
        return Ok(());
    };
    let collection = Address { version: address.version.clone(), steps: steps.to_vec() };
    for key in &structure.alternate_keys {
        let value = |name: &str| properties.get(name).filter(|value| !value.is_null()).cloned();
        let parts = key.parts.iter().map(|(_, name)| Some((name.as_str(), value(name)?)));
        // An entity without all values does not have the key.
        let Some(parts) = parts.collect::<Option<Vec<_>>>() else { continue };
        if store.get(address).is_some_and(|own| has_values(own, &parts)) {
            continue;
        }
        let mut members = store.members(&collection);
        if members.any(|(other, stored)| other != address && has_values(stored, &parts)) {
            return Err(taken(schema, structure, &parts));
        }
    }
    Ok(())
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
