//! PATCH: an update, or a create if the client prefers one.

use hyper::StatusCode;

use crate::answers::response::Success;
use crate::data::alternate;
use crate::data::check::Purpose;
use crate::data::insert::{self, NewEntity};
use crate::data::merge::merge;
use crate::data::properties::TYPE;
use crate::data::store::Store;
use crate::data::timestamps;
use crate::data::undeclared;
use crate::lock::write_lock;
use crate::observe::lint;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::schema::address::Address;
use crate::schema::structure::Property;
use crate::service::change::{Change, precondition, read};
use crate::service::post::Upsert;
use crate::service::{Service, content, is_json};

impl Service {
    /// Updates an entity. If it does not exist and the client prefers an upsert, it is created with the key
    /// of the address.
    pub(crate) fn update(&self, resource: &Resource<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        if !is_json(change.headers) {
            return Err(Refusal::not_json());
        }
        let mut store = write_lock(&self.store);
        let address = resource.locate(&store).ok_or_else(Refusal::not_found)?;
        if store.get(&address).is_some() {
            return self.update_stored(resource, &mut store, &address, change);
        }
        if let Some(applied) = change.preferences.upsert {
            // `create` locks the store itself.
            drop(store);
            return self.create(resource, change, Some(Upsert::At(applied, address)));
        }
        self.with_new_single(resource, &mut store, &address, change, |store| {
            self.update_stored(resource, store, &address, change)
        })
    }

    fn update_stored(
        &self,
        resource: &Resource<'_>,
        store: &mut Store,
        address: &Address,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let stored = store.get(address).ok_or_else(Refusal::not_found)?;
        precondition(change.headers, stored.revision)?;
        let structure = resource.structure(stored)?;
        let check = self.check(resource, change, Purpose::Patch);
        let body = read(change)?;
        if resource.declared.default_type().is_none() && !body.contains_key(TYPE) && resource.is_typed() {
            return Err(Refusal::abstract_type());
        }
        let current = stored.properties.to_map();
        let mut changes = check.object(structure, body, Some(&current))?;
        let undeclared = undeclared::find(resource.schema, structure, &changes);
        let resolve = |property: &Property, url: &str| self.bind_target(resource, store, property, url);
        let links = insert::links(structure, &mut changes, &resolve)?;
        insert::check_added(store, address, &links)?;
        content::publish(resource.schema, store, (structure, address), &current, &mut changes)?;
        let adds = links.iter().any(|(property, _)| property.is_collection());
        let mut properties = current;
        let partial =
            merge(resource.schema, structure, self.settings.nested_writes, &mut properties, changes);
        timestamps::changed(structure, &mut properties);
        // Source: Microsoft Graph, "Upsert group": 204 where the group exists.
        let is_upsert = change.preferences.upsert == Some("create-if-missing");
        alternate::expect_unique(resource.schema, store, structure, address, &|name| {
            properties.get(name).cloned()
        })?;
        store.put(address.clone(), &structure.name, &properties);
        insert::link(store, address, links);
        self.write_response(
            resource,
            store,
            address,
            change,
            (!is_upsert && self.returns_entity(resource, structure, change, adds), StatusCode::OK),
            change.preferences.upsert,
        )
        .map(|success| {
            let remarks = lint::undeclared(&resource.address, &undeclared);
            success.with_remarks(lint::partial_values(&resource.address, &partial)).with_remarks(remarks)
        })
    }

    /// Applies a change to the entity of a single-valued navigation property, which is created for it. If the change
    /// fails, the entity does not remain. What is beneath was there before.
    pub(super) fn with_new_single(
        &self,
        resource: &Resource<'_>,
        store: &mut Store,
        address: &Address,
        change: &Change<'_>,
        apply: impl FnOnce(&mut Store) -> Result<Success, Refusal>,
    ) -> Result<Success, Refusal> {
        self.create_single(resource, store, address, change)?;
        let applied = apply(store);
        if applied.is_err() {
            store.discard(address);
        }
        applied
    }

    /// Creates the entity of a single-valued navigation property, which a service has without a create. Its
    /// type is the one that the body names.
    fn create_single(
        &self,
        resource: &Resource<'_>,
        store: &mut Store,
        address: &Address,
        change: &Change<'_>,
    ) -> Result<(), Refusal> {
        if !resource.is_single() || !resource.has_parent(store) {
            return Err(Refusal::not_found());
        }
        let check = self.check(resource, change, Purpose::Patch);
        let structure = check.derived(&resource.declared, &read(change)?)?;
        NewEntity::empty(structure).put(store, address, true);
        Ok(())
    }
}
