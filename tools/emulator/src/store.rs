//! The entities, in memory, each at its address.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::address::{Address, Step};
use crate::model::{Primitive, Role, Schema, Structure, Type};
use crate::route::Pattern;

/// The properties of an entity, or of a complex value.
pub(crate) type Properties = Map<String, Value>;

/// All entities. One version of Graph does not see the other's.
#[derive(Default)]
pub(crate) struct Store {
    entities: BTreeMap<Address, Stored>,
    /// How many changes there were, so that no two states of an entity share a revision.
    changes: u64,
}

/// One entity.
pub(crate) struct Stored {
    /// The name of its type, which need not be the only one at its address.
    pub(crate) structure: String,
    pub(crate) properties: Properties,
    /// The change that made it what it is; its `ETag` says so.
    pub(crate) revision: u64,
}

impl Store {
    /// Puts an entity at an address, in the place of what is there.
    pub(crate) fn put(&mut self, address: Address, structure: String, properties: Properties) -> &Stored {
        self.changes += 1;
        let stored = Stored { structure, properties, revision: self.changes };
        let place = self.entities.entry(address);
        place.insert_entry(stored).into_mut()
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Stored> {
        self.entities.get(address)
    }

    /// Takes an entity away, and all that is beneath it.
    pub(crate) fn remove(&mut self, address: &Address) -> bool {
        let beneath: Vec<Address> = self.beneath(address).map(|(address, _)| address.clone()).collect();
        beneath.iter().filter(|address| self.entities.remove(address).is_some()).count() > 0
    }

    /// The entities whose addresses a pattern fits, in the order of their addresses.
    pub(crate) fn matching<'a>(
        &'a self,
        pattern: &'a Pattern,
    ) -> impl Iterator<Item = (&'a Address, &'a Stored)> {
        let prefix = pattern.prefix();
        self.beneath(&prefix).filter(|(address, _)| pattern.matches(address))
    }

    /// The address of the one entity that a pattern fits. None where several do, as none of them is meant.
    pub(crate) fn resolve(&self, pattern: &Pattern) -> Option<Address> {
        if let Some(address) = pattern.exact() {
            return Some(address);
        }
        let mut found = self.matching(pattern).map(|(address, _)| address);
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.entities.keys()
    }

    /// What is at an address and beneath it.
    fn beneath(&self, prefix: &Address) -> impl Iterator<Item = (&Address, &Stored)> + use<'_> {
        let Address { version, steps } = prefix.clone();
        self.entities
            .range(prefix.clone()..)
            .take_while(move |(address, _)| address.version == version && address.steps.starts_with(&steps))
    }

    /// The keys of the entities in the same collection as one.
    pub(crate) fn siblings(&self, address: &Address) -> Vec<&str> {
        let steps = address.steps.iter().take(address.steps.len().saturating_sub(1)).cloned().map(Some);
        let pattern = Pattern {
            version: address.version.clone(),
            steps: steps.chain([None]).collect::<Vec<Option<Step>>>(),
        };
        let prefix = pattern.prefix();
        let all = self.beneath(&prefix).filter(|(address, _)| pattern.matches(address));
        all.filter_map(|(address, _)| address.key()).collect()
    }
}

/// Gives a new entity what Graph would: the key that its address says, null and `[]` for what was not given. A
/// property that is never null and has no value stays away, as there is nothing true to say.
pub(crate) fn complete(properties: &mut Properties, structure: &Structure, key: Option<&str>) {
    for property in &structure.properties {
        let value = match (&property.kind, property.role, key) {
            (Type::Primitive(primitive), Role::Key, Some(key)) => key_value(*primitive, key),
            (_, Role::Navigation, _) => continue,
            (Type::Collection(_), ..) => Value::Array(Vec::new()),
            _ if property.nullable => Value::Null,
            _ => continue,
        };
        properties.entry(&property.name).or_insert(value);
    }
}

/// A key as its property has it: a number where the property is one.
fn key_value(primitive: Primitive, key: &str) -> Value {
    match (primitive, key.parse::<i64>()) {
        (Primitive::Byte | Primitive::Int16 | Primitive::Int32 | Primitive::Int64, Ok(number)) => {
            number.into()
        }
        _ => key.into(),
    }
}

/// Applies checked changes. A complex value is merged member by member, as OData says, unless it is now of another
/// type; a collection is replaced.
pub(crate) fn merge(schema: &Schema, structure: &Structure, current: &mut Properties, changes: Properties) {
    for (name, change) in changes {
        let nested = structure.property(&name).and_then(|property| match &property.kind {
            Type::Structure(nested) => schema.structure(nested),
            Type::Choice(_) => schema.structure(chosen(&change)?),
            _ => None,
        });
        match (nested, current.get_mut(&name), change) {
            (Some(nested), Some(Value::Object(current)), Value::Object(change))
                if current.get(TYPE) == change.get(TYPE) =>
            {
                merge(schema, nested, current, change);
            }
            (_, _, change) => {
                current.insert(name, change);
            }
        }
    }
}

/// The annotation that names a value's type.
pub(crate) const TYPE: &str = "@odata.type";

/// The type that a stored value says it is of.
pub(crate) fn chosen(value: &Value) -> Option<&str> {
    value.get(TYPE)?.as_str().map(|name| name.strip_prefix('#').unwrap_or(name))
}
