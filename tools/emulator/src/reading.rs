//! GET: one entity, and many.

use std::hash::{DefaultHasher, Hash, Hasher};

use hyper::StatusCode;
use hyper::header::ETAG;
use serde_json::{Value, json};

use crate::answer::Success;
use crate::entity_reply::{Found, Surroundings, etag};
use crate::place::Place;
use crate::prefer::Preferences;
use crate::query::{Query, Reader};
use crate::refusal::Refusal;
use crate::service::{HIDDEN_MEMBERS, Service, Target, lock};
use crate::store::Store;

impl Service {
    pub(crate) fn get(
        &self,
        place: &Place<'_>,
        target: Target<'_>,
        wishes: &Preferences,
    ) -> Result<Success, Refusal> {
        let reader = Reader { schema: place.schema, takes_hidden: wishes.takes_hidden };
        let query = reader.read(&place.declared(), target.query, place.route.is_collection)?;
        let store = lock(&self.store);
        if place.route.is_collection {
            return self.list(place, &store, &query, target, wishes);
        }
        let address = place.resolve(&store)?;
        self.found(place, &store, &address, &query, wishes, StatusCode::OK)
    }

    /// An answer with one entity.
    pub(crate) fn found(
        &self,
        place: &Place<'_>,
        store: &Store,
        address: &crate::address::Address,
        query: &Query,
        wishes: &Preferences,
        status: StatusCode,
    ) -> Result<Success, Refusal> {
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        let found = Found {
            address: Some(address),
            structure: &stored.structure,
            properties: &stored.properties,
            revision: Some(stored.revision),
        };
        let of_item = if place.route.is_collection { address } else { &place.address };
        let context = self.context(&of_item.version, &of_item.context(&query.select.names()));
        let mut body = serde_json::Map::new();
        body.insert("@odata.context".to_owned(), context.into());
        body.extend(self.surroundings(place, store, wishes).entity(found, query, place.is_derived()));
        let applied: &[&str] = if wishes.takes_hidden { &[HIDDEN_MEMBERS] } else { &[] };
        let success = Success::new(status, Some(Value::Object(body))).with(ETAG, etag(stored.revision));
        Ok(if status == StatusCode::OK && wishes.returns.is_none() {
            success.applying(applied)
        } else {
            success
        })
    }

    fn list(
        &self,
        place: &Place<'_>,
        store: &Store,
        query: &Query,
        target: Target<'_>,
        wishes: &Preferences,
    ) -> Result<Success, Refusal> {
        let mut found: Vec<Found<'_>> = store
            .matching(&place.pattern)
            .map(|(address, stored)| Found {
                address: Some(address),
                structure: &stored.structure,
                properties: &stored.properties,
                revision: Some(stored.revision),
            })
            .collect();
        query.find(&mut found);
        let pages = Pages { secret: &self.secret, target };
        let start = match &query.skip_token {
            None => query.skip,
            Some(token) => pages.start(token).ok_or_else(Refusal::foreign_link)?,
        };
        let sizes = [query.top, wishes.page_size, self.settings.page_size];
        let size = sizes.into_iter().flatten().min().unwrap_or(usize::MAX);
        let surroundings = self.surroundings(place, store, wishes);
        let items: Vec<Value> = found
            .iter()
            .skip(start)
            .take(size)
            .map(|item| Value::Object(surroundings.entity(*item, query, place.is_derived())))
            .collect();
        let end = start.saturating_add(items.len());

        let context = self.context(&place.address.version, &place.address.set_context(&query.select.names()));
        let mut body = serde_json::Map::new();
        body.insert("@odata.context".to_owned(), context.into());
        if query.count {
            body.insert("@odata.count".to_owned(), found.len().into());
        }
        // A page of no entities leads nowhere.
        if end < found.len() && size > 0 {
            body.insert("@odata.nextLink".to_owned(), json!(pages.link(&self.endpoint, end)));
        }
        body.insert("value".to_owned(), items.into());
        let size = wishes.page_size.map(|size| format!("odata.maxpagesize={size}"));
        let applied: Vec<&str> =
            wishes.takes_hidden.then_some(HIDDEN_MEMBERS).into_iter().chain(size.as_deref()).collect();
        Ok(Success::new(StatusCode::OK, Some(Value::Object(body))).applying(&applied))
    }

    fn surroundings<'a>(
        &self,
        place: &Place<'a>,
        store: &'a Store,
        wishes: &Preferences,
    ) -> Surroundings<'a> {
        Surroundings {
            schema: place.schema,
            store,
            annotations: self.settings.type_annotations,
            shows_etags: self.settings.shows_etags,
            takes_hidden: wishes.takes_hidden,
        }
    }

    fn context(&self, version: &str, of: &str) -> String {
        format!("{}/{version}/$metadata#{of}", self.endpoint)
    }
}

/// The links from page to page. A link holds where to go on and a hash over that, over the query and over a secret of
/// this emulator: one that was made up or changed does not fit.
///
/// Source: OData Protocol 4.01, "Server-Driven Paging"; Microsoft Graph, "Paging Microsoft Graph data in your app".
struct Pages<'a> {
    secret: &'a str,
    target: Target<'a>,
}

const TOKEN: &str = "$skiptoken=";

impl Pages<'_> {
    fn link(&self, endpoint: &str, start: usize) -> String {
        let (path, rest) = (self.target.path, self.rest());
        let separator = if rest.is_empty() { "" } else { "&" };
        format!("{endpoint}{path}?{rest}{separator}{TOKEN}{}", self.token(start))
    }

    fn start(&self, token: &str) -> Option<usize> {
        let (start, _) = token.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        (self.token(start) == token).then_some(start)
    }

    fn token(&self, start: usize) -> String {
        let mut hasher = DefaultHasher::new();
        (self.secret, self.target.path, self.rest(), start).hash(&mut hasher);
        format!("{start:08X}-{:016X}", hasher.finish())
    }

    /// The query without the token, which clients may escape the dollar sign of.
    fn rest(&self) -> String {
        let is_token = |option: &&str| {
            option.split('=').next().is_some_and(|name| matches!(name, "$skiptoken" | "%24skiptoken"))
        };
        let options = self.target.query.split('&').filter(|option| !option.is_empty() && !is_token(option));
        options.collect::<Vec<_>>().join("&")
    }
}
