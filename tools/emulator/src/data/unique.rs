//! The index of alternate keys: where the entities are that have some values, without a search of their
//! collection.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use serde_json::Value;

use crate::data::packed::Packed;
use crate::data::store::Stored;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::PRINCIPAL_NAME;
use crate::schema::model::Model;

/// The addresses of the entities with alternate keys, by a hash of the collection and the values. The values
/// themselves are only in the entities. An entity whose type has no alternate key is not in the index.
#[derive(Clone, Default)]
pub(crate) struct Unique {
    keys: Arc<Keys>,
    addresses: HashMap<u64, Addresses>,
}

/// The properties of each alternate key of a type, by the version that stores its entities and by its name.
#[derive(Default)]
struct Keys(BTreeMap<String, HashMap<String, Vec<Vec<String>>>>);

/// The entities with one hash. These are several only by chance, and where unchecked data have one value twice.
#[derive(Clone)]
enum Addresses {
    One(Arc<Address>),
    Several(Vec<Arc<Address>>),
}

impl Unique {
    /// An index of the alternate keys that a model declares.
    pub(crate) fn of(model: &Model) -> Self {
        let mut keys = Keys::default();
        for (version, schema) in model.schemas() {
            let of_version = keys.0.entry(schema.storage(version).to_owned()).or_default();
            for structure in schema.structures().filter(|it| !it.alternate_keys.is_empty()) {
                let known = of_version.entry(structure.name.clone()).or_default();
                for key in &structure.alternate_keys {
                    let properties: Vec<String> = key.parts.iter().map(|(_, name)| name.clone()).collect();
                    if !known.contains(&properties) {
                        known.push(properties);
                    }
                }
            }
        }
        Self { keys: Arc::new(keys), addresses: HashMap::new() }
    }

    /// Whether entities of the type of this one are in the index.
    pub(crate) fn indexes(&self, address: &Address, stored: &Stored) -> bool {
        !self.keys.of(address, &stored.structure).is_empty()
    }

    pub(crate) fn add(&mut self, address: &Arc<Address>, stored: &Stored) {
        for hash in self.keys.hashes(address, stored) {
            self.addresses
                .entry(hash)
                .and_modify(|known| known.add(address))
                .or_insert_with(|| Addresses::One(Arc::clone(address)));
        }
    }

    pub(crate) fn remove(&mut self, address: &Address, stored: &Stored) {
        for hash in self.keys.hashes(address, stored) {
            let Some(known) = self.addresses.get_mut(&hash) else { continue };
            known.remove(address);
            if known.as_slice().is_empty() {
                self.addresses.remove(&hash);
            }
        }
    }

    /// The entities of a collection that may have these values: all that have them, and others by chance.
    pub(crate) fn candidates(&self, collection: &Address, parts: &[(&str, Value)]) -> &[Arc<Address>] {
        let texts = parts.iter().map(|(property, value)| (*property, value.to_string()));
        self.addresses.get(&hash(collection, texts)).map_or(&[], Addresses::as_slice)
    }
}

impl Keys {
    fn of(&self, address: &Address, structure: &str) -> &[Vec<String>] {
        self.0.get(&address.version).and_then(|types| types.get(structure)).map_or(&[], Vec::as_slice)
    }

    /// The hashes of the alternate keys of an entity. One without all values of a key does not have the key.
    fn hashes(&self, address: &Address, stored: &Stored) -> Vec<u64> {
        let keys = self.of(address, &stored.structure);
        let Some(collection) = collection(address).filter(|_| !keys.is_empty()) else { return Vec::new() };
        let text = |name: &str| {
            let value = stored.properties.get(name).filter(|value| !value.is_null())?;
            Some(value.text().to_owned())
        };
        let parts = keys.iter().filter_map(|key| {
            key.iter().map(|name| Some((name.as_str(), text(name)?))).collect::<Option<Vec<_>>>()
        });
        parts.map(|parts| hash(&collection, parts.into_iter())).collect()
    }
}

impl Addresses {
    fn as_slice(&self) -> &[Arc<Address>] {
        match self {
            Self::One(address) => std::slice::from_ref(address),
            Self::Several(addresses) => addresses,
        }
    }

    fn add(&mut self, address: &Arc<Address>) {
        let mut all = self.as_slice().to_vec();
        all.push(Arc::clone(address));
        *self = Self::Several(all);
    }

    fn remove(&mut self, address: &Address) {
        let mut all = self.as_slice().to_vec();
        all.retain(|known| **known != *address);
        *self = match all.as_slice() {
            [one] => Self::One(Arc::clone(one)),
            _ => Self::Several(all),
        };
    }
}

/// The collection of an entity. `None` if it is the only one at its address.
pub(crate) fn collection(address: &Address) -> Option<Address> {
    let (Step::Key(_), steps) = address.steps.split_last()? else { return None };
    Some(Address { version: address.version.clone(), steps: steps.to_vec() })
}

/// The same for each order of the properties, since an address may name them in any order.
fn hash<'n>(collection: &Address, parts: impl Iterator<Item = (&'n str, String)>) -> u64 {
    let all = parts.fold(0_u64, |sum, (property, text)| {
        let mut hasher = DefaultHasher::new();
        (property, normalized(property, text)).hash(&mut hasher);
        sum.wrapping_add(hasher.finish())
    });
    let mut hasher = DefaultHasher::new();
    (collection, all).hash(&mut hasher);
    hasher.finish()
}

/// The JSON text of a value in the form that all values have which are the same for a key.
pub(crate) fn normalized(property: &str, text: String) -> String {
    if is_any_case(property) { text.to_ascii_lowercase() } else { text }
}

/// Whether an entity has these values of an alternate key. Texts, which nearly all of them are, are compared as
/// they are stored.
pub(crate) fn has_values(properties: &Packed, parts: &[(&str, Value)]) -> bool {
    parts.iter().all(|(property, wanted)| {
        properties.get(property).is_some_and(|value| match (value.as_str(), wanted.as_str()) {
            (Some(one), Some(two)) => is_same_text(property, &one, two),
            (None, None) => value.value() == *wanted,
            _ => false,
        })
    })
}

/// Whether two values of a key's property are the same.
pub(crate) fn is_same(property: &str, one: &Value, two: &Value) -> bool {
    match (one.as_str(), two.as_str()) {
        (Some(one), Some(two)) => is_same_text(property, one, two),
        _ => one == two,
    }
}

fn is_same_text(property: &str, one: &str, two: &str) -> bool {
    if is_any_case(property) { one.eq_ignore_ascii_case(two) } else { one == two }
}

/// The directory ignores case in the names of users.
fn is_any_case(property: &str) -> bool {
    property == PRINCIPAL_NAME
}
