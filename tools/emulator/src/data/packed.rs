//! The properties of a stored entity in little memory: the values as JSON text, and the names shared with all
//! entities that have the same.
//!
//! A map of values takes some ten times the memory of its text, mostly for the names and for unused room.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use serde_json::Value;

use crate::data::json::Json;
use crate::data::properties::Properties;

/// The properties of an entity, which are replaced as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    names: Arc<Names>,
    /// The values in the order of the names, one after the other.
    text: Box<str>,
    /// Where each value ends.
    ends: Box<[usize]>,
}

/// The names of an entity's properties.
#[derive(Debug)]
struct Names {
    /// In the order of the entity.
    ordered: Box<[Box<str>]>,
    /// Their positions in the order of the names.
    sorted: Box<[usize]>,
}

/// The known lists of names.
#[derive(Clone, Default)]
pub(crate) struct KnownNames(HashMap<u64, Vec<Arc<Names>>>);

/// The most lists. When there are more, all are forgotten: each entity of an open type may have names of its
/// own.
const MAX_LISTS: usize = 4_096;

impl KnownNames {
    /// Packs properties.
    pub(crate) fn pack(&mut self, properties: &Properties) -> Packed {
        let (mut text, mut ends) = (Vec::new(), Vec::with_capacity(properties.len()));
        for value in properties.values() {
            // Writing to memory does not fail, and a value has no keys that are not text.
            let _ = serde_json::to_writer(&mut text, value);
            ends.push(text.len());
        }
        let text = String::from_utf8(text).unwrap_or_default();
        Packed { names: self.names(properties), text: text.into(), ends: ends.into() }
    }

    fn names(&mut self, properties: &Properties) -> Arc<Names> {
        let mut hasher = DefaultHasher::new();
        for name in properties.keys() {
            name.hash(&mut hasher);
        }
        let hash = hasher.finish();
        let is_same = |known: &&Arc<Names>| known.ordered.iter().map(|name| &**name).eq(properties.keys());
        if let Some(known) = self.0.get(&hash).and_then(|lists| lists.iter().find(is_same)) {
            return Arc::clone(known);
        }
        if self.0.len() >= MAX_LISTS {
            self.0.clear();
        }
        let names = Arc::new(Names::of(properties));
        self.0.entry(hash).or_default().push(Arc::clone(&names));
        names
    }
}

impl Names {
    fn of(properties: &Properties) -> Self {
        let ordered: Box<[Box<str>]> = properties.keys().map(|name| name.as_str().into()).collect();
        let mut sorted: Box<[usize]> = (0..ordered.len()).collect();
        sorted.sort_unstable_by(|one, two| ordered[*one].cmp(&ordered[*two]));
        Self { ordered, sorted }
    }

    fn position(&self, name: &str) -> Option<usize> {
        let found = self.sorted.binary_search_by(|at| (*self.ordered[*at]).cmp(name));
        found.ok().map(|at| self.sorted[at])
    }
}

impl Packed {
    pub(crate) fn get(&self, name: &str) -> Option<Json<'_>> {
        self.names.position(name).map(|at| self.at(at))
    }

    fn at(&self, at: usize) -> Json<'_> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Json::new(&self.text[start..self.ends[at]])
    }

    /// A copy of a value.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        self.get(name).map(Json::value)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.ordered.iter().map(|name| &**name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Json<'_>)> {
        self.names().enumerate().map(|(at, name)| (name, self.at(at)))
    }

    /// A copy of all properties.
    pub(crate) fn to_map(&self) -> Properties {
        self.iter().map(|(name, value)| (name.to_owned(), value.value())).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: &Value) -> Properties {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn properties_are_unchanged_by_packing() {
        let properties =
            map(&json!({"z": "é\n", "a": null, "m": [1.0, {"x": {}}], "": "", "é": 12_345_678_901_u64}));
        let packed = KnownNames::default().pack(&properties);
        assert_eq!(packed.to_map(), properties);
        assert!(packed.names().eq(properties.keys()));
        for (name, value) in &properties {
            assert_eq!(packed.value(name).as_ref(), Some(value), "{name}");
        }
        assert_eq!(packed.value("x"), None);
        assert_eq!(KnownNames::default().pack(&Properties::new()).to_map(), Properties::new());
    }

    #[test]
    fn entities_with_the_same_names_share_them() {
        let mut known = KnownNames::default();
        let one = known.pack(&map(&json!({"a": 1, "b": 2})));
        let two = known.pack(&map(&json!({"a": 3, "b": 4})));
        let other = known.pack(&map(&json!({"b": 2, "a": 1})));
        assert!(Arc::ptr_eq(&one.names, &two.names) && !Arc::ptr_eq(&one.names, &other.names));
    }
}
