//! GET of an entity, and what all responses with entities have in common.

use hyper::StatusCode;
use hyper::header::ETAG;
use serde_json::Value;

use crate::answers::entity::{Surroundings, etag};
use crate::answers::preferences::Preferences;
use crate::answers::response::Success;
use crate::data::found::Found;
use crate::data::store::Store;
use crate::lock::lock;
use crate::query::{Query, Reader};
use crate::refusals::Refusal;
use crate::routing::resource::Place;
use crate::routing::target::Target;
use crate::service::{HIDDEN_MEMBERS, Service};

impl Service {
    pub(crate) fn get(
        &self,
        place: &Place<'_>,
        target: Target<'_>,
        wishes: &Preferences,
    ) -> Result<Success, Refusal> {
        let reader = Reader { schema: place.schema, takes_hidden: wishes.takes_hidden, depth: 0 };
        let query = reader.read(&place.declared, target.query, place.is_collection)?;
        let store = lock(&self.store);
        if place.is_collection {
            return self.list(place, &store, &query, target, wishes);
        }
        let address = place.resolve(&store)?;
        self.found(place, &store, &address, &query, wishes, StatusCode::OK)
    }

    /// Returns a response with one entity.
    pub(crate) fn found(
        &self,
        place: &Place<'_>,
        store: &Store,
        address: &crate::schema::address::Address,
        query: &Query,
        wishes: &Preferences,
        status: StatusCode,
    ) -> Result<Success, Refusal> {
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        let found = Found::at(address, stored);
        let of_item = if place.is_collection { address } else { &place.address };
        let context = self.context(&of_item.version, &of_item.context(&query.select.names()));
        let mut body = serde_json::Map::new();
        body.insert("@odata.context".to_owned(), context.into());
        body.extend(self.surroundings(place, store, wishes).entity(
            found,
            query,
            place.declared.is_derived(&stored.structure),
        ));
        let applied: &[&str] = if wishes.takes_hidden { &[HIDDEN_MEMBERS] } else { &[] };
        let success = Success::new(status, Some(Value::Object(body))).with(ETAG, etag(stored.revision));
        Ok(if status == StatusCode::OK && wishes.returns.is_none() {
            success.applying(applied)
        } else {
            success
        })
    }

    pub(crate) fn surroundings<'a>(
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

    pub(crate) fn context(&self, version: &str, of: &str) -> String {
        format!("{}/{version}/$metadata#{of}", self.endpoint)
    }
}
