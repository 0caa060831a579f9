//! Stores data that come from the service itself.

use serde_json::Value;

use crate::data::check::{Check, Purpose};
use crate::data::insert::NewEntity;
use crate::data::properties::Properties;
use crate::data::signed_in;
use crate::data::store::Store;
use crate::refusals::Refusal;
use crate::schema::address::Address;
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Structure};
use crate::settings::{ReadOnlyWrites, UndeclaredProperties};

/// The rules for such data, which permit what a client may not set.
pub(crate) fn rules(schema: &Schema) -> Check<'_> {
    Check {
        schema,
        purpose: Purpose::Seed,
        read_only: ReadOnlyWrites::Refused,
        allows_hidden: true,
        adds_links: true,
        undeclared: UndeclaredProperties::Stored,
    }
}

/// All properties unchecked, without annotations.
pub(crate) fn unchecked(given: Properties) -> Properties {
    given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect()
}

/// How many steps the address of a user has.
const USER_STEPS: usize = 2;

/// Stores an entity at an address, and the related entities in its data beneath it. If `is_checked`, no other one
/// may have its alternate keys.
pub(crate) fn insert(
    schema: &Schema,
    structure: &Structure,
    properties: Properties,
    store: &mut Store,
    address: &Address,
    is_checked: bool,
) -> Result<(), String> {
    // The target of a link may not be stored yet.
    let nothing = |_: &Property, _: &str| Err(Refusal::not_emulated("a link within an entity's data"));
    let id = properties.get("id").and_then(Value::as_str).map(str::to_owned);
    let entity =
        NewEntity::read(schema, structure, properties, &nothing).map_err(|refusal| refusal.message)?;
    let home = signed_in::home(schema, store, address, id.as_deref().filter(|_| address.steps.len() == 1));
    if let (Some(id), Some(key)) = (id, home.key())
        && home != *address
        && home.steps.len() == USER_STEPS
        && id != key
    {
        return Err(format!("property `id`: it is `{id}`, and the signed-in user is already `{key}`"));
    }
    if is_checked {
        entity.expect_unique(schema, store, &home).map_err(|refusal| refusal.message)?;
    }
    entity.put(store, &home, false);
    Ok(())
}
