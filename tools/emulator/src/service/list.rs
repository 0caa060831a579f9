//! GET of a collection and of its count.

use std::sync::Arc;

use hyper::StatusCode;

use crate::answers::links::{Links, Position, Token};
use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::answers::text::ObjectText;
use crate::data::found::{FoundEntity, Source};
use crate::data::store::{SharedEntity, Store};
use crate::lock::{lock, read_lock};
use crate::observe::summary::Summary;
use crate::query::{Budget, Query, Reader, Window};
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::service::INCLUDE_UNKNOWN;
use crate::service::Service;
use crate::service::get::advanced;

impl Service {
    pub(crate) fn list(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        query: &Query,
        target: Target<'_>,
        preferences: &Preferences,
    ) -> Result<Success, Refusal> {
        let links = Links { secret: &self.secret, target };
        // A token replaces `$skip`, which it already includes.
        let start = match &query.skip_token {
            None => query.skip,
            Some(text) => {
                let position = links.position(Token::Skip, text).ok_or_else(Refusal::unknown_link)?;
                usize::try_from(position.at).unwrap_or(usize::MAX)
            }
        };
        if query.delta_token.is_some() {
            return Err(Refusal::option("$deltatoken applies only to the function delta.".to_owned()));
        }
        let size = self.page_size(query, preferences);
        let writer = self.writer(resource, store, preferences);
        let window = Window { start, size };
        let sorted = self.sorted(resource, store, query, target);
        let page = match &sorted {
            Some(sorted) => {
                let found = sorted.iter().map(|(address, stored)| FoundEntity::at(address, stored));
                query.page_in_order(writer.source(), found, window, &writer.budget)
            }
            None => query.page(writer.source(), entities(resource, store), window, &writer.budget),
        };
        let end = start.saturating_add(page.items.len());
        let context =
            self.context(&resource.address.version, &resource.address.set_context(&query.select.names()));
        let mut text = Vec::new();
        let mut body = ObjectText::begin(&mut text);
        body.member("@odata.context", &context);
        if let Some(count) = page.count {
            body.member("@odata.count", &count);
        }
        // A page without entities would link to itself.
        let has_next = page.has_more && size > 0;
        let position = Position { since: 0, at: end as u64 };
        let next_link = has_next.then(|| links.link(&self.endpoint, Token::Skip, position));
        if let Some(link) = &next_link {
            body.member("@odata.nextLink", link);
        }
        let is_derived = |structure: &str| resource.declared.is_derived(structure);
        let summary = writer.entities(body.value_of("value"), &page.items, query, is_derived);
        body.end();
        writer.budget.check()?;
        let summary = Summary { next_link, ..summary };
        let size = preferences.page_size.map(|size| format!("odata.maxpagesize={size}"));
        let applied: Vec<&str> =
            preferences.allows_hidden.then_some(INCLUDE_UNKNOWN).into_iter().chain(size.as_deref()).collect();
        Ok(Success::entities(StatusCode::OK, text, summary).with_applied(&applied))
    }

    /// The entities of a collection in the order of `$orderby`, if the same order was asked for before.
    /// `None` if that takes more work or memory than one query may: a page of them may take less.
    fn sorted(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        query: &Query,
        target: Target<'_>,
    ) -> Option<Arc<[SharedEntity]>> {
        let order = query.order_text.as_deref().filter(|order| !order.is_empty())?;
        let (name, state) = (format!("{}?{order}", target.path), store.state());
        let known = lock(&self.sorted_lists).get(&name, state);
        let list = match known {
            None => None,
            Some(Some(list)) => return Some(list),
            Some(None) => {
                let budget = Budget::default();
                let list = query.sort_all(source(resource, store), entities(resource, store), &budget);
                Some(list).filter(|_| !budget.is_spent())
            }
        };
        lock(&self.sorted_lists).keep(name, state, list.clone());
        list
    }

    /// The most entities in one page.
    pub(crate) fn page_size(&self, query: &Query, preferences: &Preferences) -> usize {
        let sizes = [query.top, preferences.page_size, self.settings.page_size];
        sizes.into_iter().flatten().min().unwrap_or(usize::MAX)
    }

    /// Returns the number of entities in a collection, as plain text.
    pub(crate) fn count(
        &self,
        resource: &Resource<'_>,
        target: Target<'_>,
        preferences: &Preferences,
    ) -> Result<Success, Refusal> {
        if !resource.is_collection {
            return Err(Refusal::route(&resource.address, "GET"));
        }
        let reader = Reader { schema: resource.schema, allows_hidden: preferences.allows_hidden, depth: 0 };
        let mut query = reader.read(&resource.declared, target.query, true)?;
        if let Some(request) = advanced(resource, preferences, true) {
            query.check_advanced(&resource.declared, request)?;
        }
        let store = read_lock(&self.store);
        resource.expect_parent(&store)?;
        let budget = Budget::default();
        let count = query.count_of(source(resource, &store), entities(resource, &store), &budget);
        budget.check()?;
        Ok(Success::bytes("text/plain", count.to_string()))
    }
}

fn source<'s>(resource: &'s Resource<'_>, store: &'s Store) -> Source<'s> {
    Source { schema: resource.schema, store }
}

/// The entities of a collection.
fn entities<'s>(resource: &'s Resource<'_>, store: &'s Store) -> impl Iterator<Item = FoundEntity<'s>> {
    resource.members(store).map(|(address, stored)| FoundEntity::at(address, stored))
}
