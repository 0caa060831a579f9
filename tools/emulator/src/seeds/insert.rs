//! Stores data that come from the service itself.

use crate::data::check::{Check, Purpose};
use crate::data::insert::NewEntity;
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Structure};
use crate::settings::ReadOnlyWrites;

/// The rules for such data, which permit what a client may not set.
pub(crate) fn rules(schema: &Schema) -> Check<'_> {
    Check {
        schema,
        purpose: Purpose::Seed,
        read_only: ReadOnlyWrites::Refused,
        allows_hidden: true,
        adds_links: true,
    }
}

/// All properties unchecked, without annotations.
pub(crate) fn unchecked(given: Properties) -> Properties {
    given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect()
}

/// Stores an entity at an address, and the related entities in its data beneath it.
pub(crate) fn insert(
    schema: &Schema,
    structure: &Structure,
    properties: Properties,
    store: &mut Store,
    address: &Address,
) -> Result<(), String> {
    // The target of a link may not be stored yet.
    let nothing = |_: &Property, _: &str| Err(Refusal::not_emulated("a link within an entity's data"));
    let entity = NewEntity::read(schema, structure, properties, &nothing);
    entity.map(|entity| entity.put(store, address, false)).map_err(|refusal| refusal.message)
}
