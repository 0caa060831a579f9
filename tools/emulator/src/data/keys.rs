//! The keys of new entities.

use std::borrow::Cow;

use serde_json::Value;

use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::form::Form;
use crate::schema::structure::{Role, Structure};
use crate::schema::types::{Primitive, Type};

/// The key of a new entity in a collection.
pub(crate) enum NewKey {
    /// The one in its body.
    Given(String),
    Guid,
    /// The number after the greatest one in the collection.
    Next,
}

impl NewKey {
    /// The key of an entity with these properties. It is refused here if the service makes no keys of its
    /// type, so that a change can store what it has read.
    pub(crate) fn of(structure: &Structure, properties: &Properties) -> Result<Self, Refusal> {
        if let Some(given) = given(structure, properties) {
            return Ok(Self::Given(given));
        }
        match key_kind(structure) {
            None | Some(Type::Primitive(Primitive::String | Primitive::Text(Form::Guid))) => Ok(Self::Guid),
            Some(Type::Primitive(Primitive::Integer(_))) => Ok(Self::Next),
            Some(_) => Err(Refusal::not_emulated("a create whose key is neither text, Guid nor integer")),
        }
    }

    /// Its text for an entity in this collection.
    pub(crate) fn text(self, store: &Store, collection: &Address) -> String {
        match self {
            Self::Given(key) => key,
            Self::Guid => uuid::Uuid::new_v4().to_string(),
            Self::Next => {
                let mut members = store.members(collection);
                let taken =
                    members.by_ref().filter_map(|(address, _)| address.key()?.parse::<i64>().ok()).max();
                // After the last number, the key is one that exists, which is refused as such.
                taken.unwrap_or(0).saturating_add(1).to_string()
            }
        }
    }
}

/// The key among the properties, or `None` if they have none.
fn given(structure: &Structure, properties: &Properties) -> Option<String> {
    let key = structure.properties.iter().find(|property| property.role == Role::Key)?;
    match properties.get(&key.name)? {
        Value::String(key) => Some(key.clone()),
        Value::Number(key) => Some(key.to_string()),
        _ => None,
    }
}

/// The key of an entity at an address: its last step, or a new key if that is none.
pub(crate) fn key_at<'a>(structure: &Structure, address: &'a Address) -> Option<Cow<'a, str>> {
    address.key().map(Cow::Borrowed).or_else(|| key_of_single(structure).map(Cow::Owned))
}

/// Returns a key for an entity whose address has none, or `None` if its key is not text.
pub(crate) fn key_of_single(structure: &Structure) -> Option<String> {
    let kind = key_kind(structure);
    matches!(kind, Some(Type::Primitive(Primitive::String | Primitive::Text(Form::Guid))))
        .then(|| uuid::Uuid::new_v4().to_string())
}

fn key_kind(structure: &Structure) -> Option<&Type> {
    let key = structure.properties.iter().find(|property| property.role == Role::Key);
    key.map(|property| &property.kind)
}
