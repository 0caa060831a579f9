//! POST, PATCH, PUT and DELETE.

use hyper::header::{ETAG, HeaderMap, HeaderName, IF_MATCH, LOCATION};
use hyper::{Method, StatusCode};

use crate::answers::entity::etag;
use crate::answers::preferences::{Preferences, Return};
use crate::answers::response::{Content, Success};
use crate::data::check::{self, Check, Purpose};
use crate::data::insert::{self, Plant};
use crate::data::merge::merge;
use crate::data::store::{Properties, Store, Stored, TYPE, complete};
use crate::data::timestamps;
use crate::lock::lock;
use crate::observe::lint;
use crate::query::Query;
use crate::refusals::refusal::Refusal;
use crate::routing::resource::Place;
use crate::schema::address::Address;
use crate::schema::model::{Access, Property, Role, Structure};
use crate::service::{HIDDEN_MEMBERS, Service, is_json};
use crate::settings::UpdateAnswer;

/// Where an entity is that an answer without content is about. Source: OData Protocol 4.01, "Header `OData-EntityId`".
const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");

/// A request that changes something.
pub(crate) struct Change<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) wishes: &'a Preferences,
    pub(crate) body: &'a [u8],
}

/// An upsert: the preference that asks for it, as it was spelled, and the address to create at.
type Upsert = (&'static str, Address);

impl Service {
    /// Each change is one step: the store is held from its first look to its last.
    pub(crate) fn change(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        match (change.method, place.is_collection) {
            (&Method::POST, true) => self.create(place, change, None),
            (&Method::PATCH, false) => self.update(place, change),
            (&Method::PUT, false) => self.replace(place, change),
            (&Method::DELETE, false) => self.delete(place, change),
            _ => Err(Refusal::route(&place.address, change.method.as_str())),
        }
    }

    /// A new entity, under the key that the address names, or under a new one.
    fn create(
        &self,
        place: &Place<'_>,
        change: &Change<'_>,
        upsert: Option<Upsert>,
    ) -> Result<Success, Refusal> {
        let body = read(change)?;
        let check = self.check(place, change, Purpose::Create);
        let structure = check.derived(&place.declared, &body)?;
        let properties = check.object(structure, body, None)?;
        let mut store = lock(&self.store);
        if !place.has_parent(&store) {
            return Err(Refusal::not_found());
        }
        let resolve = |property: &Property, url: &str| self.bound(place, &store, property, url);
        let plant = Plant::read(place.schema, structure, properties, &resolve)?;
        let (applied, address, linked) = if let Some((applied, address)) = upsert {
            (Some(applied), address, None)
        } else {
            let unknown =
                || Refusal::not_emulated("a create at a further address that lacks a key of the home");
            let collection = place.collection(&store).ok_or_else(unknown)?;
            let key = timestamps::key(structure, &store, &collection)?;
            let (address, linked) = place.place_for(&store, &key).ok_or_else(unknown)?;
            (None, address, linked)
        };
        if store.get(&address).is_some() {
            return Err(Refusal::conflict(address.key().unwrap_or_default()));
        }
        plant.put(&mut store, &address, true)?;
        if let Some(collection) = linked {
            store.link(&collection, address.clone(), true);
        }
        let location = self.url(&store, &address);
        let entity = change.wishes.returns != Some(Return::Minimal);
        let answer = self.written(place, &store, &address, change, (entity, StatusCode::CREATED), applied)?;
        Ok(answer.with(LOCATION, location))
    }

    /// An upsert where the client prefers it: what is not there is created under the key of the address.
    fn update(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        if !is_json(change.headers) {
            return Err(Refusal::not_json());
        }
        let mut store = lock(&self.store);
        let address = place.locate(&store).ok_or_else(Refusal::not_found)?;
        if store.get(&address).is_some() {
            return self.update_stored(place, &mut store, &address, change);
        }
        if let Some(applied) = change.wishes.creates {
            drop(store);
            return self.create(place, change, Some((applied, address)));
        }
        self.make_single(place, &mut store, &address, change)?;
        let updated = self.update_stored(place, &mut store, &address, change);
        if updated.is_err() {
            store.remove(&address);
        }
        updated
    }

    fn update_stored(
        &self,
        place: &Place<'_>,
        store: &mut Store,
        address: &Address,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        precondition(change.headers, stored.revision)?;
        let structure = place.structure(stored)?;
        let check = self.check(place, change, Purpose::Patch);
        let body = read(change)?;
        if place.declared.unsaid().is_none() && !body.contains_key(TYPE) && place.is_typed() {
            return Err(Refusal::abstract_type());
        }
        let mut changes = check.object(structure, body, Some(&stored.properties))?;
        let resolve = |property: &Property, url: &str| self.bound(place, store, property, url);
        let links = insert::links(structure, &mut changes, &resolve)?;
        let mut properties = stored.properties.clone();
        let partial = merge(place.schema, structure, self.settings.nested_writes, &mut properties, changes);
        timestamps::changed(structure, &mut properties);
        store.put(address.clone(), structure.name.clone(), properties);
        insert::link(store, address, links);
        self.written(
            place,
            store,
            address,
            change,
            (self.answers(place, structure, change), StatusCode::OK),
            change.wishes.creates,
        )
        .map(|success| success.remarking(lint::partial_values(&place.address, &partial)))
    }

    /// Makes what a service has by itself once it is asked for: the entity that a property leads to which is no
    /// collection. Its type is the one that the body names.
    fn make_single(
        &self,
        place: &Place<'_>,
        store: &mut Store,
        address: &Address,
        change: &Change<'_>,
    ) -> Result<(), Refusal> {
        if !place.is_single() || !place.has_parent(store) {
            return Err(Refusal::not_found());
        }
        let check = self.check(place, change, Purpose::Patch);
        let structure = check.derived(&place.declared, &read(change)?)?;
        Plant::vacant(structure).put(store, address, true)
    }

    /// What the body leaves out is reset; what the service sets, what only a create sets and what is related stays.
    fn replace(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = lock(&self.store);
        let (address, stored) = expected(place, &store, change)?;
        let structure = place.structure(stored)?;
        let check = self.check(place, change, Purpose::Replace);
        let mut properties = check.object(structure, read(change)?, Some(&stored.properties))?;
        for property in &structure.properties {
            let stays = property.access != Access::ReadWrite || property.role != Role::Data;
            let before = stored.properties.get(&property.name).filter(|_| stays);
            if let Some(before) = before {
                properties.insert(property.name.clone(), before.clone());
            }
        }
        let created = structure.property("createdDateTime").and_then(|it| stored.properties.get(&it.name));
        properties.extend(created.map(|created| ("createdDateTime".to_owned(), created.clone())));
        complete(&mut properties, structure, address.key());
        timestamps::changed(structure, &mut properties);
        store.put(address.clone(), structure.name.clone(), properties);
        self.written(
            place,
            &store,
            &address,
            change,
            (self.answers(place, structure, change), StatusCode::OK),
            None,
        )
    }

    fn delete(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = lock(&self.store);
        let (address, _) = expected(place, &store, change)?;
        store.remove(&address);
        Ok(Success::new(StatusCode::NO_CONTENT, None))
    }

    /// Whether the answer to a change of an entity there is carries it.
    fn answers(&self, place: &Place<'_>, structure: &Structure, change: &Change<'_>) -> bool {
        match change.wishes.returns {
            Some(returns) => returns == Return::Representation,
            None => self.settings.answer(place.schema, structure) == UpdateAnswer::Entity,
        }
    }

    fn check<'a>(&self, place: &Place<'a>, change: &Change<'_>, purpose: Purpose) -> Check<'a> {
        let read_only = self.settings.read_only_writes;
        Check { schema: place.schema, purpose, read_only, takes_hidden: change.wishes.takes_hidden }
    }

    /// The answer to a write: the entity with a status, or 204.
    fn written(
        &self,
        place: &Place<'_>,
        store: &Store,
        address: &Address,
        change: &Change<'_>,
        (has_entity, status): (bool, StatusCode),
        upsert: Option<&'static str>,
    ) -> Result<Success, Refusal> {
        let wishes = change.wishes;
        let mut success = self.found(place, store, address, &Query::default(), wishes, status)?;
        if !has_entity {
            success.status = StatusCode::NO_CONTENT;
            success.content = Content::None;
            success = success.with(ENTITY_ID, self.url(store, address));
        }
        success.headers.retain(|(name, _)| name == ETAG || name == ENTITY_ID);
        let hidden = wishes.takes_hidden.then_some(HIDDEN_MEMBERS);
        let applied: Vec<&str> =
            upsert.into_iter().chain(wishes.returns.map(Return::name)).chain(hidden).collect();
        Ok(success.applying(&applied))
    }
}

/// The entity there is, in the state that the client expects it in.
fn expected<'s>(
    place: &Place<'_>,
    store: &'s Store,
    change: &Change<'_>,
) -> Result<(Address, &'s Stored), Refusal> {
    let address = place.resolve(store)?;
    let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
    precondition(change.headers, stored.revision)?;
    Ok((address, stored))
}

fn read(change: &Change<'_>) -> Result<Properties, Refusal> {
    if is_json(change.headers) { check::read(change.body) } else { Err(Refusal::not_json()) }
}

/// `If-Match` names the entity's state, or `*`. Weak tags compare as if they were strong, as Graph has no others.
///
/// Source: RFC 9110, "If-Match".
fn precondition(headers: &HeaderMap, revision: u64) -> Result<(), Refusal> {
    let mut wanted = headers.get_all(IF_MATCH).into_iter().filter_map(|value| value.to_str().ok()).peekable();
    if wanted.peek().is_none() {
        return Ok(());
    }
    let etag = etag(revision);
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let fits =
        wanted.flat_map(|tags| tags.split(',')).any(|tag| tag.trim() == "*" || strong(tag) == strong(&etag));
    if fits { Ok(()) } else { Err(Refusal::precondition(&etag)) }
}
