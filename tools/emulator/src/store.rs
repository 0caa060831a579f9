//! The entities, in memory, each at its address.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::address::Address;
use crate::model::{Role, Schema, Structure, Type};

/// The properties of an entity, or of a complex value.
pub(crate) type Properties = Map<String, Value>;

/// All entities. One version of Graph does not see the other's.
#[derive(Default)]
pub(crate) struct Store {
    entities: BTreeMap<Address, Stored>,
}

/// One entity.
pub(crate) struct Stored {
    /// The name of its type, which need not be the only one at its address.
    pub(crate) structure: String,
    pub(crate) properties: Properties,
}

impl Store {
    pub(crate) fn put(&mut self, address: Address, stored: Stored) {
        self.entities.insert(address, stored);
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Stored> {
        self.entities.get(address)
    }

    pub(crate) fn get_mut(&mut self, address: &Address) -> Option<&mut Stored> {
        self.entities.get_mut(address)
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.entities.keys()
    }
}

/// Gives a new entity what Graph would: the key that its address says, null and `[]` for what was not given. A
/// property that is never null and has no value stays away, as there is nothing true to say.
pub(crate) fn complete(properties: &mut Properties, structure: &Structure, key: Option<&str>) {
    for property in &structure.properties {
        let value = match (&property.kind, property.role, key) {
            (Type::Primitive(_), Role::Key, Some(key)) => key.into(),
            (_, Role::Navigation, _) => continue,
            (Type::Collection(_), ..) => Value::Array(Vec::new()),
            _ if property.nullable => Value::Null,
            _ => continue,
        };
        properties.entry(&property.name).or_insert(value);
    }
}

/// Applies checked changes. A complex value is merged member by member, as OData says; a collection is replaced.
pub(crate) fn merge(schema: &Schema, structure: &Structure, current: &mut Properties, changes: Properties) {
    for (name, change) in changes {
        let nested = structure.property(&name).and_then(|property| match &property.kind {
            Type::Structure(nested) => schema.structure(nested),
            _ => None,
        });
        match (nested, current.get_mut(&name), change) {
            (Some(nested), Some(Value::Object(current)), Value::Object(change)) => {
                merge(schema, nested, current, change);
            }
            (_, _, change) => {
                current.insert(name, change);
            }
        }
    }
}
