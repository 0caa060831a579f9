//! Data as a service itself has them, into the store.

use crate::data::check::{Check, Purpose};
use crate::data::insert::Plant;
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Structure};
use crate::settings::ReadOnlyWrites;

/// The rules for such data: what a client may not set may be there.
pub(crate) fn rules(schema: &Schema) -> Check<'_> {
    Check { schema, purpose: Purpose::Seed, read_only: ReadOnlyWrites::Refused, takes_hidden: true }
}

/// All properties as they are, without annotations.
pub(crate) fn unchecked(given: Properties) -> Properties {
    given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect()
}

/// Puts an entity at an address, and the related ones that its data hold beneath it.
pub(crate) fn insert(
    schema: &Schema,
    structure: &Structure,
    properties: Properties,
    store: &mut Store,
    address: &Address,
) -> Result<(), String> {
    // What a link leads to may be put later, so no link can be resolved here.
    let nothing = |_: &Property, _: &str| Err(Refusal::not_emulated("a link within an entity's data"));
    let plant = Plant::read(schema, structure, properties, &nothing);
    plant.and_then(|plant| plant.put(store, address, false)).map_err(|refusal| refusal.message)
}
