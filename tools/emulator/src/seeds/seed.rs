//! Entities that are there from the start.

use std::path::PathBuf;

use serde_json::Value;

use crate::api::start_error::StartError;
use crate::data::check::{Check, Purpose};
use crate::data::insert::Plant;
use crate::data::store::{Properties, Store};
use crate::refusals::refusal::Refusal;
use crate::schema::model::{Model, Property};
use crate::schema::template::Template;
use crate::seeds::data_file;
use crate::seeds::documentation::{self, Pages};
use crate::settings::ReadOnlyWrites;
use crate::sources::json;

/// An entity that is there from the start.
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
    fn plant(self, model: &Model, store: &mut Store) -> Result<(), String> {
        let address = Template::parse(&self.path)?.fill(&self.version, &self.keys)?;
        let schema = model.schema(&self.version).ok_or("no such version")?;
        let structure = schema.structure(&self.structure).ok_or("no such type")?;
        let Value::Object(given) = self.value? else { return Err("an entity is a JSON object".to_owned()) };
        let properties = if self.is_checked {
            let read_only = ReadOnlyWrites::Refused;
            let check = Check { schema, purpose: Purpose::Seed, read_only, takes_hidden: true };
            check.object(structure, given, None).map_err(|refusal| refusal.message)?
        } else {
            given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect::<Properties>()
        };
        let nothing = |_: &Property, _: &str| Err(Refusal::not_emulated("a link in the data at the start"));
        let plant = Plant::read(schema, structure, properties, &nothing);
        plant.and_then(|plant| plant.put(store, &address, false)).map_err(|refusal| refusal.message)
    }
}

/// Puts all of them in a store: by template, by address, from documentation pages.
pub(crate) fn plant(
    model: &Model,
    seeds: Vec<Seed>,
    placed: Vec<(String, Result<Value, String>)>,
    docs: Vec<PathBuf>,
) -> Result<(Store, Pages), StartError> {
    let mut store = Store::default();
    for seed in seeds {
        let path = seed.path.clone();
        seed.plant(model, &mut store).map_err(|reason| StartError::Seed { path, reason })?;
    }
    for (path, value) in placed {
        let planted = value.and_then(|value| data_file::plant(model, &mut store, &path, value));
        planted.map_err(|reason| StartError::Seed { path, reason })?;
    }
    let mut pages = Pages::default();
    for folder in docs {
        let Pages { used, unused } = documentation::seed(&folder, model, &mut store)
            .map_err(|error| StartError::Docs { folder, reason: error.to_string() })?;
        pages.used += used;
        pages.unused.extend(unused);
    }
    Ok((store, pages))
}
