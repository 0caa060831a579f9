//! Where a resource is in the store.

use serde_json::Value;

use crate::data::folders;
use crate::data::store::{Store, Stored};
use crate::data::unique::has_values;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::walk::PathStep;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::DIRECTORY;
use crate::schema::structure::Structure;

impl<'a> Resource<'a> {
    /// Returns the address of the entity, which need not exist, or `None` if the URL does not identify one.
    pub(crate) fn locate(&self, store: &Store) -> Option<Address> {
        store.follow(self.schema, store.resolve(self.schema, &self.base)?, &self.path)
    }

    /// Returns the address of the entity, which exists.
    pub(crate) fn resolve(&self, store: &Store) -> Result<Address, Refusal> {
        let is_there = |located: &Address| store.get(located).is_some_and(|stored| self.is_shown(stored));
        self.locate(store).filter(is_there).ok_or_else(Refusal::not_found)
    }

    /// The address of the collection, or `None` if it is beneath an unknown key.
    pub(crate) fn collection(&self, store: &Store) -> Option<Address> {
        if self.path.is_empty() {
            self.base.collection().map(|collection| store.by_id(self.schema, collection))
        } else {
            self.locate(store)
        }
    }

    /// The entities of the collection: those stored in it, those linked to it, and those in folders.
    pub(crate) fn members<'s>(&'s self, store: &'s Store) -> impl Iterator<Item = (&'s Address, &'s Stored)> {
        let collection = self.collection(store);
        let is_pattern = collection.is_none() && self.path.is_empty();
        let in_folders = collection.as_ref().map(|at| folders::listed(self.schema, store, at));
        let own =
            collection.map(|collection| store.members(&collection).chain(in_folders.unwrap_or_default()));
        let matching = is_pattern.then(|| store.matching(self.base.clone()));
        let all = own.into_iter().flatten().chain(matching.into_iter().flatten());
        all.filter(|(_, stored)| self.shows(stored))
    }

    /// The entities of the collection that have these values of an alternate key.
    pub(crate) fn keyed<'s>(
        &'s self,
        store: &'s Store,
        parts: &'s [(&str, Value)],
    ) -> impl Iterator<Item = (&'s Address, &'s Stored)> {
        let collection = self.collection(store);
        let is_pattern = collection.is_none();
        let own =
            collection.map(|at| store.keyed(&at, parts).chain(folders::listed(self.schema, store, &at)));
        // Without the key of its owner, the collection is not known, and all of them are searched.
        let matching = is_pattern.then(|| self.members(store));
        let all = own.into_iter().flatten().chain(matching.into_iter().flatten());
        all.filter(|(_, stored)| self.shows(stored) && has_values(&stored.properties, parts))
    }

    /// Whether a stored entity is one of the collection's: of the type of the cast, and shown.
    fn shows(&self, stored: &Stored) -> bool {
        (!self.is_cast || self.declared.allows(&stored.structure)) && self.is_shown(stored)
    }

    /// Whether the version of the address has a stored entity, and not only another version.
    fn is_shown(&self, stored: &Stored) -> bool {
        !self.schema.is_foreign(&stored.structure)
    }

    /// Returns where a new entity with this key is stored, and the collection to link it to, if that is
    /// another one.
    pub(crate) fn address_for_new(&self, store: &Store, key: &str) -> Option<(Address, Option<Address>)> {
        let collection = self.collection(store)?;
        match &self.binding {
            None => Some((collection.with_key(key), None)),
            Some(steps) => {
                let home = Address { version: collection.version.clone(), steps: steps.clone() };
                Some((home.with_key(key), Some(collection)))
            }
        }
    }

    /// The address of the navigation property, without a key at its end. `None` for an entity set or a
    /// singleton, which are not properties, and beneath an unknown key.
    pub(crate) fn relationship(&self, store: &Store) -> Option<Address> {
        let steps = self.path.iter().enumerate().filter_map(|(at, path)| match path {
            PathStep::Step(step) => Some((at, step)),
            PathStep::Cast(_) | PathStep::Owner(_) => None,
        });
        let steps: Vec<(usize, &Step)> = steps.collect();
        let properties = match steps.as_slice() {
            [rest @ .., (_, Step::Key(_))] => rest,
            all => all,
        };
        let Some(&(at, property)) = properties.last() else {
            if self.is_collection {
                let own = self.base.collection().filter(|_| steps.is_empty())?;
                let is_property = own.steps == self.address.steps && own.steps.len() > 1;
                return is_property.then_some(own);
            }
            let address = self.base.exact().filter(|_| steps.is_empty())?;
            let is_named = address.key().is_none();
            return if is_named { Some(address) } else { self.base.collection() };
        };
        if properties.len() == 1 && self.base.steps.is_empty() {
            return None;
        }
        // Only the path to the owner is followed: the property's own link is what the caller wants to see or
        // change.
        let owner = store.follow(self.schema, store.resolve(self.schema, &self.base)?, &self.path[..at])?;
        Some(owner.child(property.clone()))
    }

    /// Whether the entity that owns the collection or the property exists, as far as the store knows. An
    /// owner without a key always exists; one with a key exists if it is stored or has something beneath it.
    pub(crate) fn has_parent(&self, store: &Store) -> bool {
        let base = store.resolve(self.schema, &self.base);
        let owner = match (self.parent, base) {
            (Some(parent), Some(base)) => store.follow(self.schema, base, &self.path[..parent]),
            (None, _) if self.path.is_empty() => self.served_owner(store),
            // Nothing is known about the owner.
            _ => return true,
        };
        match owner {
            Some(owner) => store.exists(&owner),
            None => self.parent.is_none(),
        }
    }

    /// Refuses a request for what is beneath an entity that does not exist.
    pub(crate) fn expect_parent(&self, store: &Store) -> Result<(), Refusal> {
        if self.has_parent(store) { Ok(()) } else { Err(Refusal::not_found()) }
    }

    /// The key of the directory's object that is missing where a request finds nothing: the one that the address
    /// begins with, or the last one. `None` if what is missing is not in the directory.
    pub(crate) fn missing_object(&self, store: &Store) -> Option<&str> {
        let [Step::Name(set), Step::Key(key), ..] = self.address.steps.as_slice() else { return None };
        let version = self.schema.storage(&self.address.version).to_owned();
        let set_address = Address { version, steps: vec![Step::Name(set.clone())] };
        let first = store.follow(self.schema, set_address, &[PathStep::Step(Step::Key(key.clone()))]);
        let is_object =
            self.schema.root(set).is_some_and(|root| self.schema.is_derived(&root.structure, DIRECTORY));
        if is_object && !first.is_some_and(|first| store.exists(&first)) {
            return Some(key);
        }
        self.address.key().filter(|_| self.declared.is(DIRECTORY))
    }

    /// The address of the entity that owns a resource with an address template, if that entity is served too.
    fn served_owner(&self, store: &Store) -> Option<Address> {
        let steps = self.address.steps.as_slice();
        let steps = steps.strip_suffix(&[Step::Key(self.address.key().unwrap_or_default().to_owned())]);
        let [owner @ .., Step::Name(_)] = steps.unwrap_or(&self.address.steps) else { return None };
        if !matches!(owner.last(), Some(Step::Key(_))) {
            return None;
        }
        let address = Address { version: self.base.version.clone(), steps: owner.to_vec() };
        let segments = address.segments();
        let mut routes = self.schema.routes().iter().filter(|route| !route.is_collection);
        let route = routes
            .find(|route| route.template.len() == segments.len() && route.template.begins(&segments))?;
        store.resolve(self.schema, &route.template.pattern(&route.home, &address))
    }

    /// A well-known name in the address at which no entity is stored, nor anything beneath it.
    pub(crate) fn unknown_name(&self, store: &Store) -> Option<String> {
        let paths = self.well_known.iter().map(|at| &self.path[..*at]);
        let mut unknown = paths.filter(|path| {
            let base = store.resolve(self.schema, &self.base);
            let named = base.and_then(|base| store.follow(self.schema, base, path));
            !named.is_some_and(|address| store.exists(&address))
        });
        let step = unknown.next()?.last().map_or_else(
            || self.base.steps.last().cloned().flatten(),
            |step| match step {
                PathStep::Step(step) => Some(step.clone()),
                PathStep::Cast(_) | PathStep::Owner(_) => None,
            },
        );
        let (Step::Name(name) | Step::Key(name)) = step?;
        Some(name)
    }

    pub(crate) fn structure(&self, stored: &Stored) -> Result<&'a Structure, Refusal> {
        if !self.is_shown(stored) {
            return Err(Refusal::not_found());
        }
        self.schema.structure(&stored.structure).ok_or_else(|| Refusal::unknown_type(&stored.structure))
    }
}
