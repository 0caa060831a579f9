//! The keys that the service generates for new entities.

use crate::data::store::Store;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::form::Form;
use crate::schema::structure::{Role, Structure};
use crate::schema::types::{Primitive, Type};

/// Returns a key for a new entity of a collection: a Guid if the key is text, otherwise the next number.
pub(crate) fn new_key(structure: &Structure, store: &Store, collection: &Address) -> Result<String, Refusal> {
    match key_kind(structure) {
        None | Some(Type::Primitive(Primitive::String | Primitive::Text(Form::Guid))) => {
            Ok(uuid::Uuid::new_v4().to_string())
        }
        Some(Type::Primitive(Primitive::Integer(_))) => {
            let members = store.members(collection);
            let taken = members.iter().filter_map(|(address, _)| address.key()?.parse::<i64>().ok()).max();
            Ok((taken.unwrap_or(0) + 1).to_string())
        }
        Some(_) => Err(Refusal::not_emulated("a create whose key is neither text, Guid nor integer")),
    }
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
