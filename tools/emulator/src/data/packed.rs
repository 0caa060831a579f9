//! The properties of a stored entity in little memory: the values as JSON text, and the names shared with all
//! entities that have the same.
//!
//! A map of values takes some ten times the memory of its text, mostly for the names and for unused room.

use std::collections::{HashMap, HashSet};
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
    /// Where each value ends. An entity has less than 4 GiB: bodies and data files are far smaller.
    ends: Box<[u32]>,
}

/// The names of an entity's properties.
#[derive(Debug)]
struct Names {
    /// In the order of the entity.
    ordered: Box<[Box<str>]>,
    /// Their positions in the order of the names.
    sorted: Box<[usize]>,
    /// The length of all of them as JSON, with quotes, a colon and a comma.
    size: usize,
    hash: u64,
}

/// The known lists of names, and the known names of types.
#[derive(Clone, Default)]
pub(crate) struct KnownNames {
    lists: HashMap<u64, Vec<Arc<Names>>>,
    types: HashSet<Arc<str>>,
    /// The list of the last entity, which the next one most probably has too.
    last: Option<Arc<Names>>,
    /// Room for the text of an entity.
    text: Vec<u8>,
}

/// The most lists. When there are more, all are forgotten: each entity of an open type may have names of its
/// own.
const MAX_LISTS: usize = 4_096;

/// The most bytes of room for a text that are kept.
const MAX_ROOM: usize = 64 * 1024;

impl KnownNames {
    /// Packs properties.
    pub(crate) fn pack(&mut self, properties: &Properties) -> Packed {
        self.pack_all(properties.iter().map(|(name, value)| (name.as_str(), value)))
    }

    /// Packs properties, no two of which have the same name.
    pub(crate) fn pack_all<'p>(
        &mut self,
        properties: impl ExactSizeIterator<Item = (&'p str, &'p Value)> + Clone,
    ) -> Packed {
        let mut ends = Vec::with_capacity(properties.len());
        for (_, value) in properties.clone() {
            // Writing to memory does not fail, and a value has no keys that are not text.
            let _ = serde_json::to_writer(&mut self.text, value);
            ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        }
        let text = std::str::from_utf8(&self.text).unwrap_or_default().into();
        self.text.clear();
        self.text.shrink_to(MAX_ROOM);
        Packed { names: self.names(&properties.map(|(name, _)| name)), text, ends: ends.into() }
    }

    /// The name of a type, which all entities of the type share.
    pub(crate) fn of_type(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.types.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.types.insert(Arc::clone(&name));
        name
    }

    /// Lets properties that other lists have packed share the names of these.
    pub(crate) fn adopt(&mut self, packed: Packed) -> Packed {
        let names = self.known(packed.names.hash, &packed.names.iter(), || Arc::clone(&packed.names));
        Packed { names, ..packed }
    }

    fn names<'p>(&mut self, names: &(impl Iterator<Item = &'p str> + Clone)) -> Arc<Names> {
        if let Some(last) = self.last.as_ref().filter(|last| last.is(names.clone())) {
            return Arc::clone(last);
        }
        let mut hasher = DefaultHasher::new();
        names.clone().for_each(|name| name.hash(&mut hasher));
        let hash = hasher.finish();
        let found = self.known(hash, names, || Arc::new(Names::of(names.clone(), hash)));
        self.last = Some(Arc::clone(&found));
        found
    }

    /// The known list of these names, which have this hash, or a new one.
    fn known<'n>(
        &mut self,
        hash: u64,
        names: &(impl Iterator<Item = &'n str> + Clone),
        new: impl FnOnce() -> Arc<Names>,
    ) -> Arc<Names> {
        let is_same = |known: &&Arc<Names>| known.is(names.clone());
        if let Some(known) = self.lists.get(&hash).and_then(|lists| lists.iter().find(is_same)) {
            return Arc::clone(known);
        }
        if self.lists.len() >= MAX_LISTS {
            self.lists.clear();
        }
        let names = new();
        self.lists.entry(hash).or_default().push(Arc::clone(&names));
        names
    }
}

impl Names {
    fn of<'p>(names: impl Iterator<Item = &'p str>, hash: u64) -> Self {
        let ordered: Box<[Box<str>]> = names.map(Box::from).collect();
        let mut sorted: Box<[usize]> = (0..ordered.len()).collect();
        sorted.sort_unstable_by(|one, two| ordered[*one].cmp(&ordered[*two]));
        let size = ordered.iter().map(|name| name.len() + 4).sum();
        Self { ordered, sorted, size, hash }
    }

    fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.ordered.iter().map(|name| &**name)
    }

    /// Whether these are the names, in this order.
    fn is<'p>(&self, names: impl Iterator<Item = &'p str>) -> bool {
        self.iter().eq(names)
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

    /// Reads values by name, which is fastest in the order of the entity.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { packed: self, next: 0, is_read: vec![false; self.ends.len()].into() }
    }

    /// About the length of the properties as JSON.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + self.names.size
    }

    fn at(&self, at: usize) -> Json<'_> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        Json::new(&self.text[start as usize..self.ends[at] as usize])
    }

    /// A copy of a value.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        self.get(name).map(Json::value)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Json<'_>)> {
        self.names().enumerate().map(|(at, name)| (name, self.at(at)))
    }

    /// A copy of all properties.
    pub(crate) fn to_map(&self) -> Properties {
        self.iter().map(|(name, value)| (name.to_owned(), value.value())).collect()
    }
}

/// Reads the values of an entity by name. A name that follows the last one in the entity is not searched for.
pub(crate) struct Reader<'a> {
    packed: &'a Packed,
    next: usize,
    is_read: Box<[bool]>,
}

impl<'a> Reader<'a> {
    pub(crate) fn get(&mut self, name: &str) -> Option<Json<'a>> {
        let names = &self.packed.names;
        let is_next = names.ordered.get(self.next).is_some_and(|next| **next == *name);
        let at = if is_next { self.next } else { names.position(name)? };
        self.next = at + 1;
        self.is_read[at] = true;
        Some(self.packed.at(at))
    }

    /// The properties that were not read.
    pub(crate) fn rest(self) -> impl Iterator<Item = (&'a str, Json<'a>)> {
        self.packed.iter().zip(self.is_read).filter(|(_, is_read)| !is_read).map(|(property, _)| property)
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
        let mut reader = packed.reader();
        for name in ["a", "m", "x", "z", "a", "é", "é", "", "z"] {
            assert_eq!(reader.get(name), packed.get(name), "{name}");
        }
        assert_eq!(reader.rest().collect::<Vec<_>>(), []);
        let mut reader = packed.reader();
        assert!(reader.get("m").is_some() && reader.get("z").is_some());
        assert_eq!(reader.rest().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "", "é"]);
        assert_eq!(KnownNames::default().pack(&Properties::new()).to_map(), Properties::new());
    }

    #[test]
    fn entities_with_the_same_names_share_them() {
        let mut known = KnownNames::default();
        let one = known.pack(&map(&json!({"a": 1, "b": 2})));
        let two = known.pack(&map(&json!({"a": 3, "b": 4})));
        let other = known.pack(&map(&json!({"b": 2, "a": 1})));
        assert!(Arc::ptr_eq(&one.names, &two.names) && !Arc::ptr_eq(&one.names, &other.names));
        let three = known.adopt(KnownNames::default().pack(&map(&json!({"a": 5, "b": 6}))));
        assert!(Arc::ptr_eq(&one.names, &three.names) && three.value("b") == Some(json!(6)));
    }
}
