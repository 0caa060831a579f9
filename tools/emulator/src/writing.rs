//! POST, PATCH, PUT and DELETE.

use hyper::header::{ETAG, HeaderMap, HeaderName, IF_MATCH, LOCATION};
use hyper::{Method, StatusCode};

use crate::address::Address;
use crate::answer::Success;
use crate::builder::UpdateAnswer;
use crate::check::{self, Check, Purpose};
use crate::entity_reply::etag;
use crate::model::{Access, Role};
use crate::place::Place;
use crate::prefer::{Preferences, Return};
use crate::query::Query;
use crate::refusal::Refusal;
use crate::service::{HIDDEN_MEMBERS, Service, is_json, lock};
use crate::stamp;
use crate::store::{Properties, Store, complete, merge};

/// Where an entity is that an answer without content is about. Source: OData Protocol 4.01, "Header `OData-EntityId`".
const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");

/// A request that changes something.
pub(crate) struct Change<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) wishes: &'a Preferences,
    pub(crate) body: &'a [u8],
}

impl Service {
    /// Each change is one step: the store is held from its first look to its last.
    pub(crate) fn change(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        match (change.method, place.route.is_collection) {
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
        upsert: Option<(&'static str, Address)>,
    ) -> Result<Success, Refusal> {
        let body = read(change)?;
        let check = self.check(place, change, Purpose::Create);
        let structure = place.created(&check, &body)?;
        let mut properties = check.object(structure, body, None)?;
        let mut store = lock(&self.store);
        let (applied, address) = if let Some((applied, address)) = upsert {
            (Some(applied), address)
        } else {
            let unknown =
                || Refusal::not_emulated("a create at a further address that lacks a key of the home");
            let any = place.pattern.with_key("").ok_or_else(unknown)?;
            let key = stamp::key(structure, &store, &any)?;
            (None, place.pattern.with_key(&key).ok_or_else(unknown)?)
        };
        if store.get(&address).is_some() {
            return Err(Refusal::conflict(address.key().unwrap_or_default()));
        }
        complete(&mut properties, structure, address.key());
        stamp::created(structure, &mut properties);
        stamp::created_inline(place.schema, structure, &mut properties);
        store.put(address.clone(), structure.name.clone(), properties);
        let location = format!("{}{}", self.endpoint, address.path());
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
        let address = match (place.resolve(&store), change.wishes.creates, place.pattern.exact()) {
            (Ok(address), ..) => address,
            (Err(_), Some(applied), Some(address)) => {
                drop(store);
                return self.create(place, change, Some((applied, address)));
            }
            (Err(refusal), ..) => return Err(refusal),
        };
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        precondition(change.headers, stored.revision)?;
        let structure = place.structure(stored)?;
        let check = self.check(place, change, Purpose::Patch);
        let changes = check.object(structure, read(change)?, Some(&stored.properties))?;
        let mut properties = stored.properties.clone();
        merge(place.schema, structure, &mut properties, changes);
        stamp::changed(structure, &mut properties);
        store.put(address.clone(), structure.name.clone(), properties);
        self.written(
            place,
            &store,
            &address,
            change,
            (self.answers(change), StatusCode::OK),
            change.wishes.creates,
        )
    }

    /// What the body leaves out is reset; what the service sets, what only a create sets and what is related stays.
    fn replace(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = lock(&self.store);
        let address = place.resolve(&store)?;
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        precondition(change.headers, stored.revision)?;
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
        stamp::changed(structure, &mut properties);
        store.put(address.clone(), structure.name.clone(), properties);
        self.written(place, &store, &address, change, (self.answers(change), StatusCode::OK), None)
    }

    fn delete(&self, place: &Place<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = lock(&self.store);
        let address = place.resolve(&store)?;
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        precondition(change.headers, stored.revision)?;
        store.remove(&address);
        Ok(Success::new(StatusCode::NO_CONTENT, None))
    }

    /// Whether the answer to a change of an entity there is carries it.
    fn answers(&self, change: &Change<'_>) -> bool {
        match change.wishes.returns {
            Some(returns) => returns == Return::Representation,
            None => self.settings.update_answer == UpdateAnswer::Entity,
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
            success.body = None;
            success = success.with(ENTITY_ID, format!("{}{}", self.endpoint, address.path()));
        }
        success.headers.retain(|(name, _)| name == ETAG || name == ENTITY_ID);
        let hidden = wishes.takes_hidden.then_some(HIDDEN_MEMBERS);
        let applied: Vec<&str> =
            upsert.into_iter().chain(wishes.returns.map(Return::name)).chain(hidden).collect();
        Ok(success.applying(&applied))
    }
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
