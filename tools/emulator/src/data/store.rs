//! The entities in memory, each at its address, and the links between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::data::json::Json;
use crate::data::link_changes::{LinkChange, LinkChanges};
use crate::data::packed::{KnownNames, Packed};
use crate::data::properties::Properties;
use crate::data::stream::Media;
use crate::data::unique::{self, Unique, has_values};
use crate::data::{directory, folders};
use crate::routing::walk::PathStep;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::{PRINCIPAL_NAME, USER};
use crate::schema::model::{Model, Schema};
use crate::schema::template::Pattern;

/// All entities of all versions. The address of an entity includes its version.
#[derive(Clone)]
pub(crate) struct Store {
    /// Shared with the copy of the start, from which a reset restores them.
    entities: BTreeMap<Arc<Address>, Arc<Stored>>,
    /// The names of properties, which entities of one type share.
    names: KnownNames,
    /// Where entities are by their alternate keys.
    unique: Unique,
    /// The links of the navigation properties, by the property's address. They add to the entities stored
    /// beneath it.
    links: BTreeMap<Address, Links>,
    /// Which links were made and removed.
    link_changes: LinkChanges,
    /// The streams of entities and of properties, by their addresses.
    streams: BTreeMap<Address, Media>,
    /// The addresses of removed entities, with the change that removed them.
    removed: BTreeMap<Address, u64>,
    /// The number of changes of entities and links. It only grows, so that no two states of an entity share a revision.
    changes: u64,
    /// Removals and changes of links before this change are forgotten.
    horizon: u64,
    /// Grows whenever an entity or a link changes in any way.
    state: u64,
}

/// The links of a navigation property.
#[derive(Default, Clone)]
struct Links {
    /// Whether the property is a collection.
    is_collection: bool,
    to: Vec<Address>,
}

impl Default for Store {
    fn default() -> Self {
        let (entities, names, unique) = (BTreeMap::new(), KnownNames::default(), Unique::default());
        let (links, streams, removed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        // Starts with one change, so that no delta token has the number 0, which means that no change is
        // known.
        let link_changes = LinkChanges::default();
        Self {
            entities,
            names,
            unique,
            links,
            link_changes,
            streams,
            removed,
            changes: 1,
            horizon: 0,
            state: 0,
        }
    }
}

/// An entity that stays as it is when the store changes.
pub(crate) type SharedEntity = (Arc<Address>, Arc<Stored>);

/// One entity. It is replaced as a whole.
pub(crate) struct Stored {
    /// The name of its type. Entities of one collection may have different types.
    pub(crate) structure: Arc<str>,
    pub(crate) properties: Packed,
    /// The change that created this state. The `ETag` is made from it.
    pub(crate) revision: u64,
    /// The change that created the entity.
    pub(crate) created: u64,
    /// The change that last set a property, for properties that were changed since the entity was created.
    pub(crate) written: BTreeMap<String, u64>,
}

impl Store {
    /// An empty store for the entities of a model.
    pub(crate) fn of(model: &Model) -> Self {
        Self { unique: Unique::of(model), ..Self::default() }
    }

    /// Stores an entity at an address, and replaces an existing one.
    pub(crate) fn put(&mut self, address: Address, structure: &str, properties: &Properties) {
        let properties = self.names.pack(properties);
        self.replace(address, structure, properties);
    }

    /// Like [`put`](Self::put), with properties that other lists of names have packed.
    pub(crate) fn put_packed(&mut self, address: Address, structure: &str, properties: Packed) {
        let properties = self.names.adopt(properties);
        self.replace(address, structure, properties);
    }

    fn replace(&mut self, address: Address, structure: &str, properties: Packed) {
        self.changes += 1;
        let revision = self.changes;
        // An entity that is created again is reported as new, not as removed.
        self.removed.remove(&address);
        let before = self.entities.get(&address);
        let created = before.map_or(revision, |before| before.created);
        let mut written = before.map(|before| before.written.clone()).unwrap_or_default();
        if let Some(before) = before {
            let all = before.properties.names().chain(properties.names());
            let changed = all.filter(|name| !has_same(&before.properties, &properties, name));
            written.extend(changed.map(|name| (name.to_owned(), revision)));
        }
        let structure = self.names.of_type(structure);
        self.insert(address, Stored { structure, properties, revision, created, written });
    }

    /// Stores an entity with the revision that it had when it was saved.
    pub(crate) fn restore(&mut self, address: Address, structure: &str, properties: Packed, revision: u64) {
        self.advance(revision);
        let properties = self.names.adopt(properties);
        let (structure, written) = (self.names.of_type(structure), BTreeMap::new());
        self.insert(address, Stored { structure, properties, revision, created: revision, written });
    }

    fn insert(&mut self, address: Address, stored: Stored) {
        self.state += 1;
        let address = Arc::new(address);
        if self.unique.indexes(&address, &stored) {
            self.forget_keys(&address);
            self.unique.add(&address, &stored);
        }
        self.entities.insert(address, Arc::new(stored));
    }

    /// Removes the alternate keys of the entity at an address from the index.
    fn forget_keys(&mut self, address: &Address) {
        if let Some(before) = self.entities.get(address) {
            self.unique.remove(address, before);
        }
    }

    /// Restores the entities, links and streams of the start. The count of changes continues, so that a revision
    /// identifies one state, and all changes up to here are forgotten.
    pub(crate) fn reset(&mut self, start: &Self) {
        self.state += 1;
        self.entities.clone_from(&start.entities);
        self.unique.clone_from(&start.unique);
        self.links.clone_from(&start.links);
        self.streams.clone_from(&start.streams);
        self.forget_changes();
    }

    /// Continues counting from this number, unless the count is higher.
    pub(crate) fn advance(&mut self, changes: u64) {
        self.changes = self.changes.max(changes);
    }

    /// All links: the navigation property, whether it is a collection, and the targets.
    pub(crate) fn all_links(&self) -> impl Iterator<Item = (&Address, bool, &[Address])> {
        self.links.iter().map(|(from, links)| (from, links.is_collection, links.to.as_slice()))
    }

    pub(crate) fn get(&self, address: &Address) -> Option<&Stored> {
        self.entities.get(address).map(Arc::as_ref)
    }

    /// Like [`get`](Self::get), with the address that the store owns.
    pub(crate) fn entry(&self, address: &Address) -> Option<(&Address, &Stored)> {
        self.entities.get_key_value(address).map(|(address, stored)| (&**address, &**stored))
    }

    /// Like [`entry`](Self::entry), but not borrowed, so that it can be kept after the store is unlocked.
    pub(crate) fn shared(&self, address: &Address) -> Option<SharedEntity> {
        let (address, stored) = self.entities.get_key_value(address)?;
        Some((Arc::clone(address), Arc::clone(stored)))
    }

    /// The number of this state. Any other state has another number.
    pub(crate) fn state(&self) -> u64 {
        self.state
    }

    /// The number of changes so far.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// The change before which removals are forgotten.
    pub(crate) fn horizon(&self) -> u64 {
        self.horizon
    }

    /// Forgets all removals and changes of links so far.
    pub(crate) fn forget_changes(&mut self) {
        // Counts a change that changes nothing, so that a token issued from now on differs from all earlier
        // ones.
        self.changes += 1;
        self.horizon = self.changes;
        self.removed.clear();
        self.link_changes.clear();
    }

    /// Removes an entity, everything beneath it, its streams, and every link to it. Returns whether there was anything.
    pub(crate) fn remove(&mut self, address: &Address) -> bool {
        self.state += 1;
        let beneath: Vec<Address> = self.beneath(address).map(|(address, _)| address.clone()).collect();
        // Each removal is a change of its own, so that a page of a delta can end between two of them.
        for gone in &beneath {
            self.changes += 1;
            self.forget_keys(gone);
            self.entities.remove(gone);
            self.removed.insert(gone.clone(), self.changes);
        }
        let mut unlinked = Vec::new();
        self.links.retain(|from, links| {
            if from.is_beneath(address) {
                return false;
            }
            let gone = links.to.extract_if(.., |to| to.is_beneath(address));
            unlinked.extend(gone.map(|to| (from.clone(), to)));
            !links.to.is_empty()
        });
        for (property, to) in unlinked {
            self.record_link(&property, to, false);
        }
        self.streams.retain(|known, _| !known.is_beneath(address));
        !beneath.is_empty()
    }

    /// Removes an entity that was stored for a change which then failed, and nothing beneath it.
    pub(crate) fn discard(&mut self, address: &Address) {
        self.state += 1;
        self.forget_keys(address);
        self.entities.remove(address);
    }

    /// The stream of an entity, or of a property.
    pub(crate) fn stream(&self, address: &Address) -> Option<&Media> {
        self.streams.get(address)
    }

    /// All streams with their addresses.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (&Address, &Media)> {
        self.streams.iter()
    }

    pub(crate) fn put_stream(&mut self, address: Address, media: Media) {
        self.streams.insert(address, media);
    }

    /// Removes a stream, and returns whether it was there.
    pub(crate) fn remove_stream(&mut self, address: &Address) -> bool {
        self.streams.remove(address).is_some()
    }

    /// The entities whose addresses match a pattern, in the order of their addresses.
    pub(crate) fn matching(&self, pattern: Pattern) -> impl Iterator<Item = (&Address, &Stored)> + use<'_> {
        let prefix = pattern.prefix();
        let known = prefix.steps.len();
        self.beneath(&prefix).filter(move |(address, _)| pattern.matches_after(known, address))
    }

    /// The entities of a collection: those stored in it, then those linked to it.
    pub(crate) fn members(
        &self,
        collection: &Address,
    ) -> impl Iterator<Item = (&Address, &Stored)> + use<'_> {
        self.matching(Pattern::of_items(collection)).chain(self.entries(self.links(collection)))
    }

    /// The entities of a collection with these values of an alternate key: those stored in it, then those linked
    /// to it.
    pub(crate) fn keyed<'s>(
        &'s self,
        collection: &Address,
        parts: &'s [(&str, Value)],
    ) -> impl Iterator<Item = (&'s Address, &'s Stored)> + use<'s> {
        let stored =
            self.unique.candidates(collection, parts).iter().filter_map(|address| self.entry(address));
        let all = stored.chain(self.entries(self.links(collection)));
        all.filter(|(_, stored)| has_values(&stored.properties, parts))
    }

    /// The entities at these addresses.
    pub(crate) fn entries<'s>(
        &'s self,
        addresses: &'s [Address],
    ) -> impl Iterator<Item = (&'s Address, &'s Stored)> + use<'s> {
        addresses.iter().filter_map(|address| self.entry(address))
    }

    /// The keys of entities removed from a collection, with the change that removed them.
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

    /// The address of the only entity that matches a pattern, or `None` if there are several.
    pub(crate) fn resolve(&self, schema: &Schema, pattern: &Pattern) -> Option<Address> {
        if let Some(address) = pattern.exact() {
            let address = self.by_id(schema, address);
            return Some(self.linked(&address).unwrap_or(address));
        }
        let mut found = self.matching(pattern.clone());
        match (found.next(), found.next()) {
            (Some((address, _)), None) => Some(address.clone()),
            _ => None,
        }
    }

    /// Follows a path from an address, over links. Returns `None` if an entity is not of the type of a cast.
    pub(crate) fn follow(&self, schema: &Schema, from: Address, path: &[PathStep]) -> Option<Address> {
        let mut at = from;
        for step in path {
            match step {
                PathStep::Step(step) => {
                    at = self.meant(schema, at.child(step.clone()));
                }
                PathStep::Owner(name) => {
                    let owner = self.get(&at).and_then(|it| schema.structure(&it.structure));
                    if owner.is_some_and(|structure| structure.property(name).is_none()) {
                        return None;
                    }
                }
                PathStep::Cast(name) => {
                    let is_other = self.get(&at).is_some_and(|it| !schema.is_derived(&it.structure, name));
                    if is_other {
                        return None;
                    }
                }
            }
        }
        Some(at)
    }

    /// The address of the entity that is meant by an address at which none is stored.
    fn meant(&self, schema: &Schema, at: Address) -> Address {
        if self.entities.contains_key(&at) {
            return at;
        }
        let linked = self.linked(&at).or_else(|| self.named(schema, &at));
        let found = linked.or_else(|| folders::find(schema, self, &at));
        found.or_else(|| directory::find(schema, self, &at)).unwrap_or(at)
    }

    /// An address in which the users are named by their ids, where it names them by `userPrincipalName`.
    pub(crate) fn by_id(&self, schema: &Schema, address: Address) -> Address {
        if !address.steps.iter().any(may_be_name) {
            return address;
        }
        let Address { version, steps } = address;
        let start = Address { version, steps: Vec::new() };
        steps.into_iter().fold(start, |at, step| {
            let at = at.child(step);
            self.named(schema, &at).unwrap_or(at)
        })
    }

    /// The address of the user whose `userPrincipalName` is the key of an address, if no entity is stored
    /// there.
    ///
    /// Source: Microsoft Graph, "Get a user": `/users/{id | userPrincipalName}`.
    fn named(&self, schema: &Schema, address: &Address) -> Option<Address> {
        let key = address.steps.last().filter(|step| may_be_name(step)).and(address.key())?;
        if self.entities.contains_key(address) {
            return None;
        }
        let name = [(PRINCIPAL_NAME, key.into())];
        let mut users = self
            .keyed(&unique::collection(address)?, &name)
            .filter(|(_, stored)| schema.is_derived(&stored.structure, USER));
        users.next().map(|(address, _)| address.clone())
    }

    /// The target of the link at the last step of an address, if no entity is stored there.
    fn linked(&self, address: &Address) -> Option<Address> {
        if self.links.is_empty() || self.entities.contains_key(address) {
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

    /// The targets of a navigation property.
    pub(crate) fn links(&self, property: &Address) -> &[Address] {
        self.links.get(property).map_or(&[], |links| &links.to)
    }

    /// Whether an entity is stored in a collection, or linked to it.
    pub(crate) fn has_member(&self, collection: &Address, entity: &Address) -> bool {
        let is_within = entity.steps.len() == collection.steps.len() + 1 && entity.is_beneath(collection);
        is_within || self.links(collection).contains(entity)
    }

    /// Links a navigation property to an entity. A link of a single-valued property is replaced.
    pub(crate) fn link(&mut self, property: &Address, to: Address, is_collection: bool) {
        let before = if is_collection { Vec::new() } else { self.links(property).to_vec() };
        for replaced in before.into_iter().filter(|known| *known != to) {
            self.unlink(property, &replaced);
        }
        if self.restore_link(property, to.clone(), is_collection) {
            self.record_link(property, to, true);
        }
    }

    /// Makes a link that was saved, which is not a change. Returns whether it is a new one.
    pub(crate) fn restore_link(&mut self, property: &Address, to: Address, is_collection: bool) -> bool {
        self.state += 1;
        let links = self.links.entry(property.clone()).or_default();
        links.is_collection = is_collection;
        let is_new = !links.to.contains(&to);
        if is_new {
            links.to.push(to);
        }
        is_new
    }

    /// Removes a link, and returns whether it existed.
    pub(crate) fn unlink(&mut self, property: &Address, to: &Address) -> bool {
        self.state += 1;
        let Some(links) = self.links.get_mut(property) else { return false };
        let before = links.to.len();
        links.to.retain(|known| known != to);
        let was_there = links.to.len() < before;
        if links.to.is_empty() {
            self.links.remove(property);
        }
        if was_there {
            self.record_link(property, to.clone(), false);
        }
        was_there
    }

    fn record_link(&mut self, property: &Address, to: Address, is_made: bool) {
        self.changes += 1;
        self.link_changes.record(property, to, LinkChange { change: self.changes, is_made });
    }

    /// The last change of each link of a navigation property.
    pub(crate) fn link_changes(&self, property: &Address) -> impl Iterator<Item = (&Address, LinkChange)> {
        self.link_changes.of(property)
    }

    /// Whether there is an entity at an address, or anything beneath it.
    pub(crate) fn exists(&self, address: &Address) -> bool {
        self.beneath(address).next().is_some()
    }

    /// The number of entities.
    pub(crate) fn len(&self) -> usize {
        self.entities.len()
    }

    pub(crate) fn entities(&self) -> impl Iterator<Item = (&Address, &Stored)> {
        self.entities.iter().map(|(address, stored)| (&**address, &**stored))
    }

    /// The entities at an address and beneath it. Addresses are ordered so that these are adjacent.
    pub(crate) fn beneath(&self, prefix: &Address) -> impl Iterator<Item = (&Address, &Stored)> + use<'_> {
        let within = prefix.clone();
        let from = self.entities.range::<Address, _>(prefix..);
        let all = from.map(|(address, stored)| (&**address, &**stored));
        all.take_while(move |(address, _)| address.is_beneath(&within))
    }
}

/// Whether a step may be the `userPrincipalName` of a user. All of them have an `@`, so most keys are not looked up.
fn may_be_name(step: &Step) -> bool {
    matches!(step, Step::Key(key) if key.contains('@'))
}

/// Whether a property has the same value in two states of an entity. Texts may differ in the order of
/// members.
fn has_same(one: &Packed, two: &Packed, name: &str) -> bool {
    let (one, two) = (one.get(name), two.get(name));
    one == two || one.map(Json::value) == two.map(Json::value)
}
