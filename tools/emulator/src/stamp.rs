//! What the service writes into an entity by itself: times and keys.

use serde_json::Value;
use time::OffsetDateTime;

use crate::address::Address;
use crate::model::{Primitive, Role, Schema, Structure, Type};
use crate::refusal::Refusal;
use crate::store::{Properties, Store, chosen, complete};

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

/// The time now, with the seven digits that Intune writes.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let (hour, minute, second) = now.to_hms();
    let (year, month, day) = (now.year(), u8::from(now.month()), now.day());
    let fraction = now.nanosecond() / 100;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:07}Z")
}

/// A key for a new entity: a Guid where the key can hold one, otherwise the next number. `at` is an address of the
/// collection with any key.
pub(crate) fn key(structure: &Structure, store: &Store, at: &Address) -> Result<String, Refusal> {
    let key = structure.properties.iter().find(|property| property.role == Role::Key);
    match key.map(|property| &property.kind) {
        None | Some(Type::Primitive(Primitive::String | Primitive::Guid)) => {
            Ok(uuid::Uuid::new_v4().to_string())
        }
        Some(Type::Primitive(Primitive::Byte | Primitive::Int16 | Primitive::Int32 | Primitive::Int64)) => {
            let taken = store.siblings(at).into_iter().filter_map(|key| key.parse::<i64>().ok()).max();
            Ok((taken.unwrap_or(0) + 1).to_string())
        }
        Some(_) => Err(Refusal::not_emulated("a create whose key is neither text, Guid nor integer")),
    }
}

/// Gives the related entities that were created along with one what every new entity has.
pub(crate) fn created_inline(schema: &Schema, structure: &Structure, properties: &mut Properties) {
    for property in structure.properties.iter().filter(|property| property.role == Role::Navigation) {
        let kind = match &property.kind {
            Type::Collection(item) => &**item,
            kind => kind,
        };
        let items = match properties.get_mut(&property.name) {
            Some(Value::Array(items)) => items.iter_mut().collect(),
            Some(item @ Value::Object(_)) => vec![item],
            _ => Vec::new(),
        };
        for item in items {
            let name = match kind {
                Type::Structure(name) => Some(name.as_str()),
                _ => chosen(item),
            };
            let related = name.and_then(|name| schema.structure(name));
            if let (Some(related), Value::Object(item)) = (related, item) {
                complete(item, related, Some(&uuid::Uuid::new_v4().to_string()));
                created(related, item);
                created_inline(schema, related, item);
            }
        }
    }
}
