//! GET of an entity, and what all responses with entities have in common.

use hyper::StatusCode;
use hyper::header::ETAG;

use crate::answers::entity::{EntityWriter, etag};
use crate::answers::full::Full;
use crate::answers::preferences::{Metadata, Preferences};
use crate::answers::response::Success;
use crate::answers::text::ObjectText;
use crate::data::found::FoundEntity;
use crate::data::store::Store;
use crate::lock::read_lock;
use crate::observe::summary::Summary;
use crate::query::advanced::{self, is_directory};
use crate::query::{Budget, Query, Reader};
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::routing::target::Target;
use crate::schema::address::Step;
use crate::service::{INCLUDE_UNKNOWN, Service};

impl Service {
    pub(crate) fn get(
        &self,
        resource: &Resource<'_>,
        target: Target<'_>,
        preferences: &Preferences,
    ) -> Result<Success, Refusal> {
        let reader = Reader { schema: resource.schema, allows_hidden: preferences.allows_hidden, depth: 0 };
        let mut query = reader.read(&resource.declared, target.query, resource.is_collection)?;
        if let Some(request) = advanced(resource, preferences, false).filter(|_| resource.is_collection) {
            query.check_advanced(&resource.declared, request)?;
        }
        let store = read_lock(&self.store);
        if resource.is_collection {
            resource.expect_parent(&store)?;
            return self.list(resource, &store, &query, target, preferences);
        }
        let address = resource.resolve(&store)?;
        self.entity_response(resource, &store, &address, &query, preferences, StatusCode::OK)
    }

    /// Returns a response with one entity.
    pub(crate) fn entity_response(
        &self,
        resource: &Resource<'_>,
        store: &Store,
        address: &crate::schema::address::Address,
        query: &Query,
        preferences: &Preferences,
        status: StatusCode,
    ) -> Result<Success, Refusal> {
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        let found = FoundEntity::at(address, stored);
        let of_item = if resource.is_collection { address } else { &resource.address };
        let context = self.context(&resource.address.version, &of_item.context(&query.select.names()));
        let writer = self.writer(resource, store, preferences);
        let is_derived = resource.declared.is_derived(&stored.structure);
        let mut text = Vec::with_capacity(stored.properties.size());
        let mut body = ObjectText::begin(&mut text);
        body.member("@odata.context", &context);
        writer.entity(&mut body, found, query, is_derived);
        let mut summary = Summary::default();
        summary.add(body.end(), writer.has_type(is_derived).then_some(found.structure));
        writer.budget.check()?;
        let applied: &[&str] = if preferences.allows_hidden { &[INCLUDE_UNKNOWN] } else { &[] };
        let success = Success::entities(status, text, summary).with_header(ETAG, etag(stored.revision));
        Ok(if status == StatusCode::OK && preferences.returns.is_none() {
            success.with_applied(applied)
        } else {
            success
        })
    }

    pub(crate) fn writer<'a>(
        &'a self,
        resource: &'a Resource<'a>,
        store: &'a Store,
        preferences: &Preferences,
    ) -> EntityWriter<'a> {
        let full = preferences.metadata == Metadata::Full;
        EntityWriter {
            schema: resource.schema,
            store,
            annotations: self.settings.type_annotations,
            shows_etags: self.settings.shows_etags,
            defaults: self.settings.default_properties,
            allows_hidden: preferences.allows_hidden,
            full: full.then(|| Full { endpoint: &self.endpoint, version: &resource.address.version }),
            budget: Budget::default(),
        }
    }

    pub(crate) fn context(&self, version: &str, of: &str) -> String {
        format!("{}/{version}/$metadata#{of}", self.endpoint)
    }
}

/// How a collection of the directory was requested, or `None` if it is not one of the directory.
pub(crate) fn advanced(
    resource: &Resource<'_>,
    preferences: &Preferences,
    is_count: bool,
) -> Option<advanced::Request> {
    let steps = &resource.address.steps;
    let is_transitive = |step: &Step| matches!(step, Step::Name(name) if name.starts_with("transitive"));
    matches!(steps.first(), Some(Step::Name(root)) if is_directory(&resource.declared, root)).then(|| {
        advanced::Request {
            is_eventual: preferences.is_eventual,
            is_count,
            is_transitive_cast: resource.is_cast && steps.iter().any(is_transitive),
        }
    })
}
