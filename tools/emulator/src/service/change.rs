//! What all changes have in common.

use hyper::header::{ETAG, HeaderMap, HeaderName, IF_MATCH};
use hyper::{Method, StatusCode};

use crate::answers::entity::etag;
use crate::answers::preferences::{Preferences, Return};
use crate::answers::response::{Content, Success};
use crate::data::check::{self, Check, Purpose};
use crate::data::properties::Properties;
use crate::data::store::{Store, Stored};
use crate::query::Query;
use crate::refusals::Refusal;
use crate::routing::intune::is_intune;
use crate::routing::resource::Resource;
use crate::schema::address::Address;
use crate::schema::structure::Structure;
use crate::service::{INCLUDE_UNKNOWN, Service, is_json};
use crate::settings::UpdateAnswer;

/// The address of the entity, for a response without a body. Source: OData Protocol 4.01, "Header
/// `OData-EntityId`".
const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");

/// A request that changes something.
pub(crate) struct Change<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) preferences: &'a Preferences,
    pub(crate) body: &'a [u8],
}

impl Service {
    /// Makes a change. Changes are atomic: each holds the store from its first check to its last write.
    pub(crate) fn change(&self, resource: &Resource<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        match (change.method, resource.is_collection) {
            (&Method::POST, true) => self.create(resource, change, None),
            (&Method::PATCH, false) => self.update(resource, change),
            (&Method::PUT, false) => self.replace(resource, change),
            (&Method::DELETE, false) => self.delete(resource, change),
            _ => Err(Refusal::route(&resource.address, change.method.as_str())),
        }
    }

    /// Whether the response to a change has the changed entity. A change that adds links is answered by 204.
    ///
    /// Source: Microsoft Graph, "Add members".
    pub(crate) fn returns_entity(
        &self,
        resource: &Resource<'_>,
        structure: &Structure,
        change: &Change<'_>,
        adds_links: bool,
    ) -> bool {
        match change.preferences.returns {
            Some(returns) => returns == Return::Representation,
            None if adds_links => false,
            None => self.settings.answer(resource.schema, structure) == UpdateAnswer::Entity,
        }
    }

    pub(crate) fn check<'a>(
        &self,
        resource: &Resource<'a>,
        change: &Change<'_>,
        purpose: Purpose,
    ) -> Check<'a> {
        let read_only = self.settings.read_only_writes;
        Check {
            schema: resource.schema,
            purpose,
            read_only,
            allows_hidden: change.preferences.allows_hidden,
            adds_links: !is_intune(&resource.address.segments()),
            undeclared: self.settings.undeclared_properties,
        }
    }

    /// Returns the response to a write: the entity with a status, or 204.
    pub(crate) fn write_response(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        address: &Address,
        change: &Change<'_>,
        (has_entity, status): (bool, StatusCode),
        upsert: Option<&'static str>,
    ) -> Result<Success, Refusal> {
        let preferences = change.preferences;
        let mut success =
            self.entity_response(resource, store, address, &Query::all(), preferences, status)?;
        if !has_entity {
            success.status = StatusCode::NO_CONTENT;
            success.content = Content::None;
            success = success.with_header(ENTITY_ID, self.url(store, &resource.address.version, address));
        }
        // `Preference-Applied` of the read is replaced by that of the write.
        success.headers.retain(|(name, _)| name == ETAG || name == ENTITY_ID);
        let hidden = preferences.allows_hidden.then_some(INCLUDE_UNKNOWN);
        let applied: Vec<&str> =
            upsert.into_iter().chain(preferences.returns.map(Return::name)).chain(hidden).collect();
        Ok(success.with_applied(&applied))
    }
}

/// Returns the entity, if it exists and meets the precondition.
pub(crate) fn expect_entity<'s>(
    resource: &Resource<'_>,
    store: &'s Store,
    change: &Change<'_>,
) -> Result<(Address, &'s Stored), Refusal> {
    let address = resource.resolve(store)?;
    let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
    precondition(change.headers, stored.revision)?;
    Ok((address, stored))
}

pub(crate) fn read(change: &Change<'_>) -> Result<Properties, Refusal> {
    if is_json(change.headers) { check::read(change.body) } else { Err(Refusal::not_json()) }
}

/// Checks that `If-Match` has the entity's `ETag` or `*`. Weak tags are compared as strong ones, since Graph
/// has only weak ones.
///
/// Source: RFC 9110, "If-Match".
pub(crate) fn precondition(headers: &HeaderMap, revision: u64) -> Result<(), Refusal> {
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
