//! What the service writes into an entity by itself: times and keys.

use time::OffsetDateTime;

use crate::data::store::{Properties, Store};
use crate::refusals::refusal::Refusal;
use crate::schema::address::Address;
use crate::schema::model::{Primitive, Role, Structure, Type};

const CREATED: &str = "createdDateTime";
const MODIFIED: [&str; 2] = ["lastModifiedDateTime", "modifiedDateTime"];

/// Writes the times of a new entity, where its type has them.
pub(crate) fn created(structure: &Structure, properties: &mut Properties) {
    set(structure, properties, CREATED);
    changed(structure, properties);
}

/// Writes the time of a change, where the type has it.
pub(crate) fn changed(structure: &Structure, properties: &mut Properties) {
    for name in MODIFIED {
        set(structure, properties, name);
    }
}

fn set(structure: &Structure, properties: &mut Properties, name: &str) {
    let kind = structure.property(name).map(|property| &property.kind);
    if matches!(kind, Some(Type::Primitive(Primitive::DateTimeOffset))) {
        properties.insert(name.to_owned(), now().into());
    }
}

/// The time now, as Intune writes it.
pub(crate) fn now() -> String {
    text(OffsetDateTime::now_utc())
}

/// A time in UTC, with the seven digits that Intune writes.
pub(crate) fn text(now: OffsetDateTime) -> String {
    let (hour, minute, second) = now.to_hms();
    let (year, month, day) = (now.year(), u8::from(now.month()), now.day());
    let fraction = now.nanosecond() / 100;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:07}Z")
}

/// A key for a new entity of a collection: a Guid where the key can hold one, otherwise the next number.
pub(crate) fn key(structure: &Structure, store: &Store, collection: &Address) -> Result<String, Refusal> {
    match key_kind(structure) {
        None | Some(Type::Primitive(Primitive::String | Primitive::Guid)) => {
            Ok(uuid::Uuid::new_v4().to_string())
        }
        Some(Type::Primitive(Primitive::Byte | Primitive::Int16 | Primitive::Int32 | Primitive::Int64)) => {
            let members = store.members(collection);
            let taken = members.iter().filter_map(|(address, _)| address.key()?.parse::<i64>().ok()).max();
            Ok((taken.unwrap_or(0) + 1).to_string())
        }
        Some(_) => Err(Refusal::not_emulated("a create whose key is neither text, Guid nor integer")),
    }
}

/// A key for an entity whose address has none, where it is a text.
pub(crate) fn key_of_single(structure: &Structure) -> Option<String> {
    let kind = key_kind(structure);
    matches!(kind, Some(Type::Primitive(Primitive::String | Primitive::Guid)))
        .then(|| uuid::Uuid::new_v4().to_string())
}

fn key_kind(structure: &Structure) -> Option<&Type> {
    let key = structure.properties.iter().find(|property| property.role == Role::Key);
    key.map(|property| &property.kind)
}
