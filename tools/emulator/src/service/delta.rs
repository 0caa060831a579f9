//! The changes of a collection since a token was issued.
//!
//! The first round returns every entity completely. A later round returns the changed properties with the
//! key, new entities completely, and the keys of removed ones. Changes are in the order in which they were
//! made, so a change between two pages is on a later page, and an entity may occur twice.
//!
//! A relationship in `$expand` is a list of what has changed in it, `members@delta`: in the first round everything that is
//! related, later also what is not related any more. Such a change is one of the entity.
//!
//! Only the properties in `$select` are tracked, and all of them without it: a change of another property is not a
//! change of the entity.
//!
//! Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", "Get incremental changes for
//! users".

use std::mem;

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::answers::entity::EntityWriter;
use crate::answers::links::{Links, Position, Token};
use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::answers::text::{ObjectText, array};
use crate::data::found::FoundEntity;
use crate::data::store::{Store, Stored};
use crate::lock::read_lock;
use crate::observe::summary::Summary;
use crate::query::{Query, Reader, Window};
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::schema::address::Address;
use crate::schema::declared_type::DeclaredType;
use crate::schema::structure::{Role, Structure};
use crate::service::Service;

mod relationships;

use self::relationships::Relationships;

/// The annotation of what is gone.
const REMOVED: &str = "@removed";
/// The token that asks only for later changes.
const LATEST: &str = "latest";

/// An item of the response as text, and the number of its change.
struct DeltaItem {
    change: u64,
    body: Vec<u8>,
}

impl Service {
    pub(crate) fn delta(
        &self,
        resource: &Resource<'_>,
        target: Target<'_>,
        preferences: &Preferences,
    ) -> Result<Success, Refusal> {
        let reader = Reader { schema: resource.schema, allows_hidden: preferences.allows_hidden, depth: 0 };
        let mut query = reader.read(&resource.declared, target.query, true)?;
        // "Use delta query to track changes": the id of an object is always returned, whatever is selected.
        query.has_keys = true;
        let store = read_lock(&self.store);
        resource.expect_parent(&store)?;
        let collection = resource.collection(&store).ok_or_else(Refusal::not_found)?;
        let links = Links { secret: &self.secret, target };
        let end = Position { since: store.changes(), at: store.changes() };
        let is_latest = query.delta_token.as_deref() == Some(LATEST);
        let from = if is_latest { end } else { self.start(&links, &query, &store, resource, &collection)? };
        // `end` is read under the same lock, so that no change is missed between this round and the next.
        let writer = self.writer(resource, &store, preferences);
        let relationships = Relationships { resource, store: &store, expands: mem::take(&mut query.expand) };
        let mut items = changed(resource, &writer, &query, &relationships, from);
        writer.budget.check()?;
        if from.since > 0 {
            items.extend(removed(resource, &store, &collection, from));
        }
        // In the order of changes, so that the number of the last one is where the next page starts.
        items.sort_by_key(|item| item.change);

        // A page without items would make no progress.
        let size = self.page_size(&query, preferences).max(1);
        let next = items.get(size).is_some().then(|| items[size - 1].change);
        items.truncate(size);
        let (name, link) = match next {
            Some(at) => {
                let position = Position { since: from.since, at };
                ("@odata.nextLink", links.link(&self.endpoint, Token::Skip, position))
            }
            None => ("@odata.deltaLink", links.link(&self.endpoint, Token::Delta, end)),
        };
        let of = resource.address.set_context(&query.select.names());
        let mut text = Vec::new();
        let mut body = ObjectText::begin(&mut text);
        body.member("@odata.context", &self.context(&resource.address.version, &of));
        body.member(name, &link);
        array(body.value_of("value"), &items, |text, item| text.extend_from_slice(&item.body));
        body.end();
        let next_link = next.map(|_| link);
        let summary = Summary { count: items.len(), next_link, ..Summary::default() };
        Ok(Success::entities(StatusCode::OK, text, summary))
    }

    /// Returns the position of the request's token. If it is too old, or was not issued for this query, the
    /// client has to start again.
    fn start(
        &self,
        links: &Links<'_>,
        query: &Query,
        store: &Store,
        resource: &Resource<'_>,
        collection: &Address,
    ) -> Result<Position, Refusal> {
        let (token, text) = match (&query.skip_token, &query.delta_token) {
            (Some(text), _) => (Token::Skip, text),
            (None, Some(text)) => (Token::Delta, text),
            (None, None) => return Ok(Position { since: 0, at: 0 }),
        };
        let position = links.position(token, text);
        // "Use delta query to track changes": the address is that of the initial request, with its options.
        let restart =
            links.restart(&format!("{}/delta", self.url(store, &resource.address.version, collection)));
        let position = position.ok_or_else(|| Refusal::sync_state_not_found(restart.clone()))?;
        let is_known = position.since == 0 || position.since >= store.horizon();
        if is_known { Ok(position) } else { Err(Refusal::resync(restart)) }
    }
}

/// The entities that changed after a position and match the query.
fn changed(
    resource: &Resource<'_>,
    writer: &EntityWriter<'_>,
    query: &Query,
    relationships: &Relationships<'_>,
    from: Position,
) -> Vec<DeltaItem> {
    let change = |address: &Address, stored: &Stored| {
        last_change(query, stored).max(relationships.last_change(address))
    };
    let found = resource
        .members(writer.store)
        .filter(|(address, stored)| change(address, stored) > from.at)
        .map(|(address, stored)| FoundEntity::at(address, stored));
    let page = query.page(writer.source(), found, Window::ALL, &writer.budget);
    page.items
        .into_iter()
        .map(|item| {
            let write = |object: &mut ObjectText<'_>| {
                writer.entity(object, item, query, resource.declared.is_derived(item.structure));
            };
            let mut body = Vec::new();
            let mut object = ObjectText::begin(&mut body);
            let stored = writer.store.get(item.address);
            // An entity that the client already has is reduced to its changed properties.
            match stored.filter(|stored| from.since > 0 && stored.created <= from.since) {
                Some(stored) => {
                    let structure = resource.schema.structure(&stored.structure);
                    for (name, value) in changes(write, structure, stored, from) {
                        object.member(&name, &value);
                    }
                }
                None => write(&mut object),
            }
            relationships.add(&mut object, item.address, from.since);
            object.end();
            DeltaItem { change: stored.map_or(item.revision, |stored| change(item.address, stored)), body }
        })
        .collect()
}

/// The last change of an entity that a query tracks.
fn last_change(query: &Query, stored: &Stored) -> u64 {
    let Stored { structure, written, created, .. } = stored;
    if query.select.names_for(structure).is_none() {
        return stored.revision;
    }
    let is_tracked = |name: &str| query.select.shows(structure, name, Role::Data);
    let tracked = written.iter().filter(|(name, _)| is_tracked(name)).map(|(_, change)| *change);
    tracked.fold(*created, u64::max)
}

/// The key and the changed properties of an entity, of all that is written.
fn changes(
    write: impl Fn(&mut ObjectText<'_>),
    structure: Option<&Structure>,
    stored: &Stored,
    from: Position,
) -> Map<String, Value> {
    let mut text = Vec::new();
    let mut object = ObjectText::begin(&mut text);
    write(&mut object);
    object.end();
    let is_key = |name: &str| {
        let property = structure.and_then(|structure| structure.property(name));
        property.is_some_and(|property| property.role == Role::Key)
    };
    let is_new = |name: &str| stored.written.get(name).is_some_and(|it| *it > from.since);
    let mut body: Map<String, Value> = serde_json::from_slice(&text).unwrap_or_default();
    body.retain(|name, _| name.starts_with('@') || is_key(name) || is_new(name));
    body
}

fn removed(resource: &Resource<'_>, store: &Store, collection: &Address, from: Position) -> Vec<DeltaItem> {
    let name = key_name(&resource.declared);
    let gone = store.removed(collection).filter(|(_, change)| *change > from.at);
    gone.map(|(key, change)| {
        let mut body = Vec::new();
        let mut object = ObjectText::begin(&mut body);
        object.member(&name, key);
        object.member(REMOVED, &json!({ "reason": "deleted" }));
        object.end();
        DeltaItem { change, body }
    })
    .collect()
}

/// The name of the property that identifies an entity.
fn key_name(declared: &DeclaredType<'_>) -> String {
    let key = declared.properties().find(|property| property.role == Role::Key);
    key.map_or_else(|| "id".to_owned(), |property| property.name.clone())
}
