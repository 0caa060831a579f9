//! Where what a URL leads to is in the store.

use crate::data::store::{Store, Stored};
use crate::refusals::Refusal;
use crate::routing::resource::Place;
use crate::routing::walk::Way;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::DIRECTORY;
use crate::schema::structure::Structure;

impl<'a> Place<'a> {
    /// Where the entity is, if one can be meant. It need not be there.
    pub(crate) fn locate(&self, store: &Store) -> Option<Address> {
        store.follow(self.schema, store.resolve(&self.base)?, &self.way)
    }

    /// The address of the entity there is.
    pub(crate) fn resolve(&self, store: &Store) -> Result<Address, Refusal> {
        let located = self.locate(store).ok_or_else(Refusal::not_found)?;
        if store.get(&located).is_some() {
            return Ok(located);
        }
        self.in_directory(store, &located).ok_or_else(Refusal::not_found)
    }

    /// Where an entity lives that is named as one of the directory, `directoryObjects/{id}`: in the set of users, of groups
    /// or of others.
    ///
    /// Source: Microsoft Graph, "Get directoryObject", "Add members".
    fn in_directory(&self, store: &Store, located: &Address) -> Option<Address> {
        let [Step::Name(set), Step::Key(key)] = located.steps.as_slice() else { return None };
        if self.schema.root(set)?.structure != DIRECTORY {
            return None;
        }
        let sets = self.schema.roots().filter(|root| root.is_collection);
        let homes = sets.map(|root| {
            let steps = vec![Step::Name(root.name.clone()), Step::Key(key.clone())];
            Address { version: located.version.clone(), steps }
        });
        let mut homes = homes.filter(|home| {
            let stored = store.get(home);
            stored.is_some_and(|it| {
                self.schema.is_derived(&it.structure, DIRECTORY) && self.declared.holds(&it.structure)
            })
        });
        homes.next()
    }

    /// The collection itself, where its address is known: none behind an open key.
    pub(crate) fn collection(&self, store: &Store) -> Option<Address> {
        if self.way.is_empty() { self.base.collection() } else { self.locate(store) }
    }

    /// The entities of the collection: those that live there, and those that are linked to it.
    pub(crate) fn members<'s>(&self, store: &'s Store) -> Vec<(&'s Address, &'s Stored)> {
        let own = match self.collection(store) {
            Some(collection) => store.members(&collection),
            None if self.way.is_empty() => store.matching(&self.base),
            None => Vec::new(),
        };
        own.into_iter()
            .filter(|(_, stored)| !self.is_cast || self.declared.holds(&stored.structure))
            .collect()
    }

    /// Where a new entity with this key will live, and the collection that it is linked to where that is another.
    pub(crate) fn place_for(&self, store: &Store, key: &str) -> Option<(Address, Option<Address>)> {
        let collection = self.collection(store)?;
        match self.binding {
            None => Some((collection.key_in(key), None)),
            Some(set) => {
                let home =
                    Address { version: collection.version.clone(), steps: vec![Step::Name(set.to_owned())] };
                Some((home.key_in(key), Some(collection)))
            }
        }
    }

    /// The address of the navigation property that the place is one of, less a key at its end. None for an entity set or
    /// a singleton, which are no properties, and behind an open key.
    pub(crate) fn relationship(&self, store: &Store) -> Option<Address> {
        let steps = self.way.iter().enumerate().filter_map(|(at, way)| match way {
            Way::Step(step) => Some((at, step)),
            Way::Cast(_) => None,
        });
        let steps: Vec<(usize, &Step)> = steps.collect();
        let properties = match steps.as_slice() {
            [rest @ .., (_, Step::Key(_))] => rest,
            all => all,
        };
        let Some(&(at, property)) = properties.last() else {
            let address = self.base.exact().filter(|_| steps.is_empty())?;
            let is_named = address.key().is_none();
            return if is_named { Some(address) } else { self.base.collection() };
        };
        if properties.len() == 1 && self.base.steps.is_empty() {
            return None;
        }
        // The property itself must not be followed to where it leads.
        let owner = store.follow(self.schema, store.resolve(&self.base)?, &self.way[..at])?;
        Some(owner.then(property.clone()))
    }

    /// Whether the entity that the collection or the property belongs to is there, as far as that can be told: one
    /// without a key always is, and so is one that has something beneath it.
    pub(crate) fn has_parent(&self, store: &Store) -> bool {
        let Some(parent) = self.parent.filter(|_| self.base.steps.is_empty()) else { return true };
        let address =
            store.resolve(&self.base).and_then(|base| store.follow(self.schema, base, &self.way[..parent]));
        address.is_some_and(|address| store.is_there(&address))
    }

    pub(crate) fn structure(&self, stored: &Stored) -> Result<&'a Structure, Refusal> {
        self.schema.structure(&stored.structure).ok_or_else(|| Refusal::unknown_type(&stored.structure))
    }
}
