//! POST to a collection: a create.

use hyper::StatusCode;
use hyper::header::LOCATION;
use serde_json::Value;

use crate::answers::preferences::Return;
use crate::answers::response::Success;
use crate::data::check::Purpose;
use crate::data::insert::NewEntity;
use crate::data::keys::NewKey;
use crate::data::properties::Properties;
use crate::data::{undeclared, unique};
use crate::lock::write_lock;
use crate::media::mime::MESSAGE;
use crate::observe::lint;
use crate::refusals::Refusal;
use crate::routing::resource::Resource;
use crate::schema::address::Address;
use crate::schema::structure::Property;
use crate::service::change::{Change, read};
use crate::service::jobs::{created_team, first_state};
use crate::service::{Service, mime};

/// An upsert of an entity that does not exist, with the preference as the client spelled it.
pub(crate) enum Upsert {
    /// The new entity has this address.
    At(&'static str, Address),
    /// The new entity has these values of an alternate key, and a new key.
    By(&'static str, Vec<(String, Value)>),
}

impl Service {
    /// Creates an entity, with the key of the address, or with a new key and the alternate key of the
    /// address.
    pub(crate) fn create(
        &self,
        resource: &Resource<'_>,
        change: &Change<'_>,
        upsert: Option<Upsert>,
    ) -> Result<Success, Refusal> {
        let is_message = resource.declared.is(MESSAGE);
        let body = if is_message { mime::message(resource.schema, change)? } else { read(change)? };
        let check = self.check(resource, change, Purpose::Create);
        let structure = check.derived(&resource.declared, &body)?;
        let mut properties = check.object(structure, body, None)?;
        if let Some(Upsert::By(_, values)) = &upsert {
            add_key(&mut properties, values)?;
        }
        let first = first_state(resource.schema, structure, &properties);
        properties.extend(first);
        let undeclared = undeclared::find(resource.schema, structure, &properties);
        let mut store = write_lock(&self.store);
        resource.expect_parent(&store)?;
        let resolve = |property: &Property, url: &str| self.bind_target(resource, &store, property, url);
        let key = NewKey::of(structure, &properties);
        let entity = NewEntity::read(resource.schema, structure, properties, &resolve)?;
        let applied = upsert.as_ref().map(|(Upsert::At(applied, _) | Upsert::By(applied, _))| *applied);
        let (address, linked) = if let Some(Upsert::At(_, address)) = upsert {
            (address, None)
        } else {
            let unknown =
                || Refusal::not_emulated("a create at a further address that lacks a key of the home");
            let collection = resource.collection(&store).ok_or_else(unknown)?;
            let key = key?.text(&store, &collection);
            resource.address_for_new(&store, &key).ok_or_else(unknown)?
        };
        if store.get(&address).is_some() {
            return Err(Refusal::conflict(address.key().unwrap_or_default()));
        }
        entity.expect_unique(resource.schema, &store, &address)?;
        entity.put(&mut store, &address, true);
        if let Some(collection) = linked {
            store.link(&collection, address.clone(), true);
        }
        if let Some(accepted) = created_team(resource.schema, &mut store, structure, &address) {
            return Ok(accepted);
        }
        let location = self.url(&store, &resource.address.version, &address);
        let has_entity = change.preferences.returns != Some(Return::Minimal);
        let answer = self.write_response(
            resource,
            &store,
            &address,
            change,
            (has_entity, StatusCode::CREATED),
            applied,
        )?;
        let remarks = lint::undeclared(&resource.address, &undeclared);
        Ok(answer.with_header(LOCATION, location).with_remarks(remarks))
    }
}

/// Adds the values of an alternate key to those of a body, which may only repeat them.
///
/// The name of a user is the same in any case, and is stored as the body has it.
fn add_key(properties: &mut Properties, values: &[(String, Value)]) -> Result<(), Refusal> {
    for (name, value) in values {
        match properties.get(name).filter(|given| !given.is_null()) {
            Some(given) if unique::is_same(name, given, value) => {}
            Some(_) => return Err(Refusal::other_key(name)),
            None => drop(properties.insert(name.clone(), value.clone())),
        }
    }
    Ok(())
}
