//! PUT: a replacement.

use hyper::StatusCode;

use crate::answers::response::Success;
use crate::data::alternate;
use crate::data::check::Purpose;
use crate::data::insert::{NewEntity, replace_related};
use crate::data::properties::complete;
use crate::data::store::Store;
use crate::data::timestamps;
use crate::data::undeclared;
use crate::lock::write_lock;
use crate::observe::lint;
use crate::refusals::Refusal;
use crate::routing::intune::is_intune;
use crate::routing::resource::Resource;
use crate::schema::declared_type::DIRECTORY;
use crate::schema::structure::{Access, Property, Role};
use crate::service::Service;
use crate::service::change::{Change, expect_entity, read};

impl Service {
    /// Replaces an entity, and the contained entities of the properties that the body has. Omitted properties
    /// are reset, except those that the service or only a create sets, those that only another version of
    /// Graph declares, and relationships.
    ///
    /// The entity of a single-valued navigation property is created if it does not exist. Intune replaces only what
    /// exists, and an object of the directory is linked there instead.
    ///
    /// Source: Microsoft Graph, "Create team from group"; OData Protocol 4.01, "Upsert an Entity".
    pub(crate) fn replace(&self, resource: &Resource<'_>, change: &Change<'_>) -> Result<Success, Refusal> {
        let mut store = write_lock(&self.store);
        let missing = resource.locate(&store).filter(|address| store.get(address).is_none());
        let is_created = resource.is_single()
            && !is_intune(&resource.address.segments())
            && !resource.declared.is(DIRECTORY);
        match missing.filter(|_| is_created) {
            Some(address) => self.with_new_single(resource, &mut store, &address, change, |store| {
                self.replace_stored(resource, store, change, StatusCode::CREATED)
            }),
            None => self.replace_stored(resource, &mut store, change, StatusCode::OK),
        }
    }

    fn replace_stored(
        &self,
        resource: &Resource<'_>,
        store: &mut Store,
        change: &Change<'_>,
        status: StatusCode,
    ) -> Result<Success, Refusal> {
        let (address, stored) = expect_entity(resource, store, change)?;
        let structure = resource.structure(stored)?;
        let check = self.check(resource, change, Purpose::Replace);
        let mut properties = check.object(structure, read(change)?, Some(&stored.properties.to_map()))?;
        let undeclared = undeclared::find(resource.schema, structure, &properties);
        let resolve = |property: &Property, url: &str| self.bind_target(resource, store, property, url);
        let related = NewEntity::related(resource.schema, structure, &mut properties, &resolve)?;
        for property in &structure.properties {
            let is_kept = property.access != Access::ReadWrite || property.role != Role::Data;
            let before = if is_kept { stored.properties.value(&property.name) } else { None };
            if let Some(before) = before {
                properties.insert(property.name.clone(), before);
            }
        }
        let foreign = stored.properties.iter().filter(|(name, _)| structure.is_foreign(name));
        properties.extend(foreign.map(|(name, value)| (name.to_owned(), value.value())));
        // Kept even if the type does not declare it as read-only.
        let created = structure.property("createdDateTime").and_then(|it| stored.properties.value(&it.name));
        properties.extend(created.map(|created| ("createdDateTime".to_owned(), created)));
        complete(&mut properties, structure, address.key());
        timestamps::changed(structure, &mut properties);
        alternate::expect_unique(resource.schema, store, structure, &address, &|name| {
            properties.get(name).cloned()
        })?;
        store.put(address.clone(), &structure.name, &properties);
        replace_related(store, &address, related);
        let is_new = status == StatusCode::CREATED;
        let returns_entity = is_new || self.returns_entity(resource, structure, change, false);
        self.write_response(resource, store, &address, change, (returns_entity, status), None)
            .map(|success| success.with_remarks(lint::undeclared(&resource.address, &undeclared)))
    }
}
