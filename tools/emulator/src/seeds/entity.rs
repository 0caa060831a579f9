//! An entity as JSON, with the text of its address.

use serde_json::Value;

use crate::data::alternate;
use crate::data::packed::Packed;
use crate::data::properties::{Properties, TYPE};
use crate::data::store::{Store, Stored};
use crate::schema::address::Address;
use crate::schema::model::{Model, Schema};
use crate::schema::structure::Structure;
use crate::seeds::address::{STEPS, find, steps};
use crate::seeds::insert::{insert, rules};
use crate::seeds::reader::Reader;

/// The revision of an entity, and the number of changes of a file.
pub(crate) const REVISION: &str = "@graph-emulator.revision";
/// Marks an entity that was seeded unchecked, and must be read unchecked.
pub(super) const UNCHECKED: &str = "@graph-emulator.unchecked";
/// Why any other JSON value is refused.
pub(super) const NO_OBJECT: &str = "an entity is a JSON object";

/// Checks an entity and stores it at the address that a text leads to.
pub(crate) fn insert_at(model: &Model, store: &mut Store, address: &str, value: Value) -> Result<(), String> {
    let Value::Object(given) = value else { return Err(NO_OBJECT.to_owned()) };
    Reader::new(model).read(address, given.into())?.put(store)
}

/// Writes an entity and its address for a [`Reader`].
pub(crate) fn member(model: &Model, store: &Store, address: &Address, stored: &Stored) -> (String, Value) {
    let serving = model.serving(address, Some(&stored.structure));
    let path = match serving {
        Some((version, _)) => Address { version: version.to_owned(), ..address.clone() }.path(),
        None => address.path(),
    };
    let mut value = Properties::new();
    value.insert(TYPE.to_owned(), format!("#{}", stored.structure).into());
    value.insert(REVISION.to_owned(), stored.revision.into());
    if !find(model, &path).is_ok_and(|(_, home)| home == *address) {
        value.insert(STEPS.to_owned(), steps(address));
    }
    if !serving.is_some_and(|(_, schema)| is_valid(schema, store, address, stored)) {
        value.insert(UNCHECKED.to_owned(), true.into());
    }
    value.extend(stored.properties.to_map());
    (path, Value::Object(value))
}

/// Whether the checks would accept an entity without a change.
fn is_valid(schema: &Schema, store: &Store, address: &Address, stored: &Stored) -> bool {
    let Some(structure) = schema.structure(&stored.structure) else { return false };
    let properties = stored.properties.to_map();
    let checked = rules(schema).object(structure, properties.clone(), None);
    let is_same = checked.is_ok_and(|checked| checked == properties);
    is_same && !alternate::is_shared(store, structure, address, stored)
}

/// An entity that has been read and not yet stored.
pub(crate) struct Entity<'a> {
    pub(super) schema: &'a Schema,
    pub(super) structure: &'a Structure,
    pub(crate) address: Address,
    pub(super) content: Content,
    pub(super) is_checked: bool,
    /// 0 if it was never stored.
    pub(crate) revision: u64,
}

/// The properties of an entity.
pub(super) enum Content {
    /// What is stored depends on the entities that are already there.
    Properties(Properties),
    /// As they are stored.
    Packed(Packed),
}

impl Entity<'_> {
    pub(crate) fn put(self, store: &mut Store) -> Result<(), String> {
        let Self { schema, structure, address, content, is_checked, revision } = self;
        if let (true, Content::Packed(packed)) = (is_checked, &content) {
            let value = |name: &str| packed.value(name);
            let checked = alternate::expect_unique(schema, store, structure, &address, &value);
            checked.map_err(|refusal| refusal.message)?;
        }
        match content {
            Content::Properties(properties) => {
                insert(schema, structure, properties, store, &address, is_checked)?;
            }
            Content::Packed(packed) if revision == 0 => store.put_packed(address, &structure.name, packed),
            Content::Packed(packed) => store.restore(address, &structure.name, packed, revision),
        }
        Ok(())
    }
}

pub(crate) fn revision(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("`{REVISION}` is a number of changes, and not {value}"))
}
