//! What has changed in a collection since a token was issued.
//!
//! A first round brings every entity whole; a later one brings the properties that were changed since, with the key, whole
//! entities that are new, and the keys of those that are gone. Changes are told in the order they were made, so one that is
//! made between two pages comes on a later page, and an entity may come twice.
//!
//! Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data".

use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::answers::entity::Surroundings;
use crate::answers::links::{Links, Position, Token};
use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::data::found::Found;
use crate::data::store::Store;
use crate::lock::lock;
use crate::query::{Query, Reader};
use crate::refusals::Refusal;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::schema::address::Address;
use crate::schema::structure::Role;
use crate::service::Service;

/// The token that asks for what comes from now on.
const LATEST: &str = "latest";

/// One thing to tell, and the change that brought it.
struct Told {
    change: u64,
    body: Value,
}

impl Service {
    pub(crate) fn delta(
        &self,
        place: &Place<'_>,
        target: Target<'_>,
        wishes: &Preferences,
    ) -> Result<Success, Refusal> {
        let reader = Reader { schema: place.schema, takes_hidden: wishes.takes_hidden, depth: 0 };
        let query = reader.read(&place.declared, target.query, true)?;
        let store = lock(&self.store);
        let collection = place.collection(&store).ok_or_else(Refusal::not_found)?;
        let links = Links { secret: &self.secret, target };
        let end = Position { since: store.changes(), at: store.changes() };
        let is_latest = query.delta_token.as_deref() == Some(LATEST);
        let from = if is_latest { end } else { self.start(&links, &query, &store, &collection)? };
        let surroundings = self.surroundings(place, &store, wishes);
        let mut told = changed(place, &surroundings, &query, from);
        if from.since > 0 {
            told.extend(removed(&store, &collection, from));
        }
        told.sort_by_key(|told| told.change);

        let size = self.page_size(&query, wishes).max(1);
        let next = told.get(size).is_some().then(|| told[size - 1].change);
        told.truncate(size);
        let (name, link) = match next {
            Some(at) => {
                let position = Position { since: from.since, at };
                ("@odata.nextLink", links.link(&self.endpoint, Token::Skip, position))
            }
            None => ("@odata.deltaLink", links.link(&self.endpoint, Token::Delta, end)),
        };
        let of = place.address.set_context(&query.select.names());
        let items: Vec<Value> = told.into_iter().map(|told| told.body).collect();
        let body = json!({
            "@odata.context": self.context(&place.address.version, &of),
            name: link,
            "value": items,
        });
        Ok(Success::new(StatusCode::OK, Some(body)))
    }

    /// Where the tokens of a request go on. One that is too old, or that was never issued for this query, means to start
    /// again.
    fn start(
        &self,
        links: &Links<'_>,
        query: &Query,
        store: &Store,
        collection: &Address,
    ) -> Result<Position, Refusal> {
        let (token, text) = match (&query.skip_token, &query.delta_token) {
            (Some(text), _) => (Token::Skip, text),
            (None, Some(text)) => (Token::Delta, text),
            (None, None) => return Ok(Position { since: 0, at: 0 }),
        };
        let position = links.position(token, text);
        let restart = format!("{}/delta", self.url(store, collection));
        let position = position.ok_or_else(|| Refusal::sync_state_not_found(restart.clone()))?;
        let is_known = position.since == 0 || position.since >= store.horizon();
        if is_known { Ok(position) } else { Err(Refusal::resync(restart)) }
    }
}

/// What was changed behind a position, as far as the query asks for it.
fn changed(place: &Place<'_>, surroundings: &Surroundings<'_>, query: &Query, from: Position) -> Vec<Told> {
    let members = place.members(surroundings.store);
    let mut found: Vec<Found<'_>> = members
        .iter()
        .filter(|(_, stored)| stored.revision > from.at)
        .map(|(address, stored)| Found::at(address, stored))
        .collect();
    query.find(surroundings.store, &mut found);
    found
        .into_iter()
        .map(|item| {
            let mut body = surroundings.entity(item, query, place.declared.is_derived(item.structure));
            let stored = surroundings.store.get(item.address);
            if let Some(stored) = stored.filter(|stored| from.since > 0 && stored.created <= from.since) {
                let structure = place.schema.structure(&stored.structure);
                let is_key = |name: &str| {
                    let property = structure.and_then(|structure| structure.property(name));
                    property.is_some_and(|property| property.role == Role::Key)
                };
                let is_new = |name: &str| stored.written.get(name).is_some_and(|it| *it > from.since);
                body.retain(|name, _| name.starts_with('@') || is_key(name) || is_new(name));
            }
            Told { change: item.revision, body: Value::Object(body) }
        })
        .collect()
}

fn removed(store: &Store, collection: &Address, from: Position) -> Vec<Told> {
    let gone = store.removed(collection).filter(|(_, change)| *change > from.at);
    gone.map(|(key, change)| {
        let mut body = Map::new();
        body.insert("id".to_owned(), key.into());
        body.insert("@removed".to_owned(), json!({ "reason": "deleted" }));
        Told { change, body: Value::Object(body) }
    })
    .collect()
}
