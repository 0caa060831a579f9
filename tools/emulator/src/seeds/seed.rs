//! Entities that are stored at the start.

use serde_json::Value;

use crate::data::store::Store;
use crate::schema::model::Model;
use crate::schema::template::Template;
use crate::seeds::insert::{insert, rules, unchecked};
use crate::sources::json;

/// An entity that is stored at the start.
pub(crate) struct Seed {
    pub(crate) version: String,
    pub(crate) path: String,
    pub(crate) keys: Vec<String>,
    pub(crate) structure: String,
    pub(crate) value: Result<Value, String>,
    pub(crate) is_checked: bool,
}

impl From<json::Seed> for Seed {
    fn from(seed: json::Seed) -> Self {
        let json::Seed { version, path, keys, structure, value } = seed;
        Self { version, path, keys, structure, value: Ok(Value::Object(value)), is_checked: true }
    }
}

impl Seed {
    /// Stores the entity.
    pub(crate) fn insert(self, model: &Model, store: &mut Store) -> Result<(), String> {
        let address = Template::parse(&self.path)?.fill(model.storage(&self.version), &self.keys)?;
        let schema = model.schema(&self.version).ok_or("no such version")?;
        let structure = schema.structure(&self.structure).ok_or("no such type")?;
        let Value::Object(given) = self.value? else { return Err("an entity is a JSON object".to_owned()) };
        let properties = if self.is_checked {
            rules(schema).object(structure, given, None).map_err(|refusal| refusal.message)?
        } else {
            unchecked(given)
        };
        insert(schema, structure, properties, store, &address, self.is_checked)
    }
}
