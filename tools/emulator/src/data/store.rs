//! The entities, in memory, each at its address, and the links between them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::data::properties::Properties;
use crate::routing::walk::Way;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::template::Pattern;

/// All entities. One version of Graph does not see the other's.
#[derive(Clone)]
pub(crate) struct Store {
    entities: BTreeMap<Address, Stored>,
    /// What the navigation property at an address leads to, beside what lives there.
    links: BTreeMap<Address, Links>,
    /// What was there, and the change that took it away.
    removed: BTreeMap<Address, u64>,
    /// How many changes there were, so that no two states of an entity share a revision.
    changes: u64,
    /// The change before which nobody knows any more what was there.
    horizon: u64,
}

/// What a navigation property leads to over links.
#[derive(Default, Clone)]
struct Links {
    /// Whether it may lead to many.
    is_collection: bool,
    to: Vec<Address>,
}

impl Default for Store {
    fn default() -> Self {
        let (entities, links, removed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        // The first state is a change, so that no token of changes is one that knows of none.
        Self { entities, links, removed, changes: 1, horizon: 0 }
    }
}

/// One entity.
#[derive(Clone)]
pub(crate) struct Stored {
    /// The name of its type, which need not be the only one at its address.
    pub(crate) structure: String,
    pub(crate) properties: Properties,
    /// The change that made it what it is; its `ETag` says so.
    pub(crate) revision: u64,
    /// The change that made it.
    pub(crate) created: u64,
    /// The change that last gave a property its value, for those that were changed since.
    pub(crate) written: BTreeMap<String, u64>,
}

impl Store {
    /// Puts an entity at an address, in the place of what is there.
    pub(crate) fn put(&mut self, address: Address, structure: String, properties: Properties) -> &Stored {
        self.changes += 1;
        let revision = self.changes;
        self.removed.remove(&address);
        let before = self.entities.get_mut(&address);
        let (created, mut written) = match before {
            Some(before) => (before.created, std::mem::take(&mut before.written)),
            None => (revision, BTreeMap::new()),
        };
        if let Some(before) = self.entities.get(&address) {
            let all = before.properties.keys().chain(properties.keys());
            let changed = all.filter(|name| before.properties.get(*name) != properties.get(*name));
            written.extend(changed.map(|name| (name.clone(), revision)));
        }
        let stored = Stored { structure, properties, revision, created, written };
        match self.entities.entry(address) {
            Entry::Occupied(mut entry) => {
                entry.insert(stored);
                entry.into_mut()
            }
            Entry::Vacant(entry) => entry.insert(stored),
        }
    }

    /// Puts an entity back as it was, at its revision.
    pub(crate) fn restore(
        &mut self,
        address: Address,
        structure: String,
        properties: Properties,
        revision: u64,
    ) {
        self.advance(revision);
        let stored = Stored { structure, properties, revision, created: revision, written: BTreeMap::new() };
        self.entities.insert(address, stored);
    }

    /// Makes entities and links what they were. The changes are counted on, so that a revision stays that of one state, and
    /// those up to here are forgotten.
    pub(crate) fn reset(&mut self, start: &Self) {
        self.entities.clone_from(&start.entities);
        self.links.clone_from(&start.links);
        self.forget_changes();
    }

    /// Counts on from there, if it is not further already.
    pub(crate) fn advance(&mut self, changes: u64) {
        self.changes = self.changes.max(changes);
    }

    /// Every navigation property that leads somewhere over links, whether it may lead to many, and where.
    pub(crate) fn all_links(&self) -> impl Iterator<Item = (&Address, bool, &[Address])> {
        self.links.iter().map(|(from, links)| (from, links.is_collection, links.to.as_slice()))
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Stored> {
        self.entities.get(address)
    }

    /// The same with the address that is held here.
    pub(crate) fn entry(&self, address: &Address) -> Option<(&Address, &Stored)> {
        self.entities.get_key_value(address)
    }

    /// How many changes there were.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// The change before which what was there is forgotten.
    pub(crate) fn horizon(&self) -> u64 {
        self.horizon
    }

    /// Forgets what has changed so far.
    pub(crate) fn forget_changes(&mut self) {
        // A change that is none, so that a token which is issued now is not one of those before.
        self.changes += 1;
        self.horizon = self.changes;
        self.removed.clear();
    }

    /// Takes an entity away, with all that is beneath it and every link to it.
    pub(crate) fn remove(&mut self, address: &Address) -> bool {
        let beneath: Vec<Address> = self.beneath(address).map(|(address, _)| address.clone()).collect();
        for gone in &beneath {
            self.changes += 1;
            self.entities.remove(gone);
            self.removed.insert(gone.clone(), self.changes);
        }
        self.links.retain(|from, links| {
            links.to.retain(|to| !to.is_beneath(address));
            !links.to.is_empty() && !from.is_beneath(address)
        });
        !beneath.is_empty()
    }

    /// The entities whose addresses a pattern fits, in the order of their addresses.
    pub(crate) fn matching<'a>(&'a self, pattern: &Pattern) -> Vec<(&'a Address, &'a Stored)> {
        let prefix = pattern.prefix();
        self.beneath(&prefix).filter(|(address, _)| pattern.matches(address)).collect()
    }

    /// The entities of a collection: those that live in it, and then those that are linked to it.
    pub(crate) fn members<'a>(&'a self, collection: &Address) -> Vec<(&'a Address, &'a Stored)> {
        let mut members = self.matching(&Pattern::of_items(collection));
        members.extend(self.links(collection).iter().filter_map(|address| self.entry(address)));
        members
    }

    /// What was taken away from a collection, by key, with the change that did it.
    pub(crate) fn removed<'a>(&'a self, collection: &Address) -> impl Iterator<Item = (&'a str, u64)> {
        let pattern = Pattern::of_items(collection);
        self.removed
            .range(collection.clone()..)
            .take_while(|(address, _)| address.is_beneath(&pattern.prefix()))
            .filter(|(address, _)| pattern.matches(address))
            .filter_map(|(address, change)| Some((address.key()?, *change)))
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// The address of the one entity that a pattern fits. None where several do, as none of them is meant.
    pub(crate) fn resolve(&self, pattern: &Pattern) -> Option<Address> {
        if let Some(address) = pattern.exact() {
            return Some(self.linked(&address).unwrap_or(address));
        }
        let found = self.matching(pattern);
        match found.as_slice() {
            [(address, _)] => Some((*address).clone()),
            _ => None,
        }
    }

    /// Goes on from an address, over links. None where what is there is not of the type of a cast.
    pub(crate) fn follow(&self, schema: &Schema, from: Address, way: &[Way]) -> Option<Address> {
        let mut at = from;
        for step in way {
            match step {
                Way::Step(step) => {
                    at = at.then(step.clone());
                    at = self.linked(&at).unwrap_or(at);
                }
                Way::Cast(name) => {
                    let is_other = self.get(&at).is_some_and(|it| !schema.is_derived(&it.structure, name));
                    if is_other {
                        return None;
                    }
                }
            }
        }
        Some(at)
    }

    /// Where an address leads to over the link of its last step, if nothing lives there.
    fn linked(&self, address: &Address) -> Option<Address> {
        if self.entities.contains_key(address) {
            return None;
        }
        match address.steps.split_last()? {
            (Step::Name(_), _) => {
                let links = self.links.get(address).filter(|links| !links.is_collection)?;
                links.to.first().cloned()
            }
            (Step::Key(key), collection) => {
                let collection = Address { version: address.version.clone(), steps: collection.to_vec() };
                self.links(&collection).iter().find(|address| address.key() == Some(key)).cloned()
            }
        }
    }

    /// What a navigation property leads to over links.
    pub(crate) fn links(&self, property: &Address) -> &[Address] {
        self.links.get(property).map_or(&[], |links| &links.to)
    }

    /// Links a navigation property to an entity, beside what it is linked to already where it may lead to many.
    pub(crate) fn link(&mut self, property: &Address, to: Address, is_collection: bool) {
        let links = self.links.entry(property.clone()).or_default();
        links.is_collection = is_collection;
        if !is_collection {
            links.to.clear();
        }
        if !links.to.contains(&to) {
            links.to.push(to);
        }
    }

    /// Takes a link away, and says whether it was there.
    pub(crate) fn unlink(&mut self, property: &Address, to: &Address) -> bool {
        let Some(links) = self.links.get_mut(property) else { return false };
        let before = links.to.len();
        links.to.retain(|known| known != to);
        let was_there = links.to.len() < before;
        if links.to.is_empty() {
            self.links.remove(property);
        }
        was_there
    }

    /// Whether there is an entity at an address, or anything beneath it.
    pub(crate) fn is_there(&self, address: &Address) -> bool {
        self.beneath(address).next().is_some()
    }

    pub(crate) fn entities(&self) -> impl Iterator<Item = (&Address, &Stored)> {
        self.entities.iter()
    }

    /// What is at an address and beneath it.
    fn beneath(&self, prefix: &Address) -> impl Iterator<Item = (&Address, &Stored)> + use<'_> {
        let within = prefix.clone();
        self.entities.range(prefix.clone()..).take_while(move |(address, _)| address.is_beneath(&within))
    }
}
