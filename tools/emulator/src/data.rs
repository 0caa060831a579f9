//! Entities by their addresses as JSON: a file that is read at the start and written on demand.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::address::Address;
use crate::check::{Check, Purpose, ReadOnlyWrites};
use crate::model::{Model, Property, Role, Schema, Structure};
use crate::place::Place;
use crate::planting::Plant;
use crate::refusal::Refusal;
use crate::route::Target;
use crate::service::{Service, lock};
use crate::store::{Properties, Store, Stored, TYPE};
use crate::walk::Tail;

/// How many changes there were, of a file; which of them made it what it is, of an entity.
const REVISION: &str = "@graph-emulator.revision";
/// Says of an entity that it is to be taken as it is: it was seeded unchecked.
const UNCHECKED: &str = "@graph-emulator.unchecked";
/// The links of a file: navigation properties by their addresses, with the address that each leads to, or with several.
const LINKS: &str = "@graph-emulator.links";

/// What the members of a file are: addresses with their entities. All are kept, so that none is lost to its double.
struct File(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = File;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose members are addresses and their entities")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(File(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Reads what [`text`] wrote, or what was written by hand: `@odata.type` where the address is that of several types, and
/// the properties.
pub(crate) fn load(text: &str, model: &Model) -> Result<Store, String> {
    let File(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut store = Store::default();
    let (mut known, mut fresh, mut linked) = (HashSet::new(), Vec::new(), Value::Null);
    for (name, value) in members {
        match name.as_str() {
            REVISION => store.advance(revision(&value)?),
            LINKS => linked = value,
            _ => {
                let at = |reason| format!("`{name}`: {reason}");
                let entity = Entity::read(model, &name, value).map_err(at)?;
                if !known.insert(entity.address.clone()) {
                    return Err(at("there are two entities of this address".to_owned()));
                }
                match entity.revision {
                    0 => fresh.push((name, entity)),
                    _ => entity.put(&mut store).map_err(at)?,
                }
            }
        }
    }
    // Those without a revision come after those that have one.
    for (name, entity) in fresh {
        entity.put(&mut store).map_err(|reason| format!("`{name}`: {reason}"))?;
    }
    links(model, &mut store, linked).map_err(|reason| format!("`{LINKS}`: {reason}"))?;
    Ok(store)
}

/// Puts an entity at the address that a text names, checked.
pub(crate) fn plant(model: &Model, store: &mut Store, address: &str, value: Value) -> Result<(), String> {
    Entity::read(model, address, value)?.put(store)
}

/// All entities and links, as a text for [`load`].
pub(crate) fn text(store: &Store, model: &Model) -> String {
    let mut file = Map::new();
    file.insert(REVISION.to_owned(), store.changes().into());
    for (address, stored) in store.entities() {
        let mut value = Properties::new();
        value.insert(TYPE.to_owned(), format!("#{}", stored.structure).into());
        value.insert(REVISION.to_owned(), stored.revision.into());
        if !is_valid(model, address, stored) {
            value.insert(UNCHECKED.to_owned(), true.into());
        }
        value.extend(stored.properties.iter().map(|(name, value)| (name.clone(), value.clone())));
        file.insert(address.path(), Value::Object(value));
    }
    let links = store.all_links().map(|(property, is_collection, to)| {
        let mut paths = to.iter().map(|address| Value::from(address.path()));
        let value = if is_collection { paths.collect() } else { paths.next().unwrap_or_default() };
        (property.path(), value)
    });
    let links: Map<String, Value> = links.collect();
    if !links.is_empty() {
        file.insert(LINKS.to_owned(), Value::Object(links));
    }
    format!("{:#}\n", Value::Object(file))
}

/// Whether an entity would be read as it is.
fn is_valid(model: &Model, address: &Address, stored: &Stored) -> bool {
    let checked = model.schema(&address.version).and_then(|schema| {
        let structure = schema.structure(&stored.structure)?;
        checked(&seed_check(schema), structure, stored.properties.clone()).ok()
    });
    checked.is_some_and(|checked| checked == stored.properties)
}

fn seed_check(schema: &Schema) -> Check<'_> {
    Check { schema, purpose: Purpose::Seed, read_only: ReadOnlyWrites::Refused, takes_hidden: true }
}

/// An entity that is to be, and where.
struct Entity<'a> {
    schema: &'a Schema,
    structure: &'a Structure,
    address: Address,
    properties: Properties,
    /// Nothing for one that never was.
    revision: u64,
}

impl<'a> Entity<'a> {
    fn read(model: &'a Model, address: &str, value: Value) -> Result<Self, String> {
        let Value::Object(mut given) = value else { return Err("an entity is a JSON object".to_owned()) };
        let (place, address) = find(model, address)?;
        let revision = given.shift_remove(REVISION).map_or(Ok(0), |value| revision(&value))?;
        let is_unchecked = given.shift_remove(UNCHECKED) == Some(Value::Bool(true));
        let check = seed_check(place.schema);
        let named = check.derived(&place.declared, &given);
        let named = named.map_err(|refusal| format!("property `{TYPE}`: {}", refusal.message))?;
        let structure = place.schema.structure(&named.name).ok_or("it is of an unknown type")?;
        let properties = if is_unchecked {
            given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect()
        } else {
            checked(&check, structure, given)?
        };
        has_key(structure, &properties, &address)?;
        Ok(Self { schema: place.schema, structure, address, properties, revision })
    }

    fn put(self, store: &mut Store) -> Result<(), String> {
        let Self { schema, structure, address, properties, revision } = self;
        let is_related = |name: &String| structure.property(name).is_some_and(|it| it.role.is_navigation());
        if revision > 0 && !properties.keys().any(is_related) {
            store.restore(address, structure.name.clone(), properties, revision);
            return Ok(());
        }
        let nothing = |_: &Property, _: &str| Err(Refusal::not_emulated("a link within an entity's data"));
        let plant = Plant::read(schema, structure, properties, &nothing);
        plant.and_then(|plant| plant.put(store, &address, false)).map_err(|refusal| refusal.message)
    }
}

/// Puts the links of a file back.
fn links(model: &Model, store: &mut Store, links: Value) -> Result<(), String> {
    let links = match links {
        Value::Null => return Ok(()),
        Value::Object(links) => links,
        _ => return Err("links are a JSON object".to_owned()),
    };
    for (property, to) in links {
        let at = |reason| format!("`{property}`: {reason}");
        let from = address_of(model, &property).map_err(at)?;
        let (targets, is_collection) = match to {
            Value::Array(targets) => (targets, true),
            target => (vec![target], false),
        };
        for target in targets {
            let Value::String(target) = target else { return Err(at(format!("{target} is no address"))) };
            let (_, to) = find(model, &target).map_err(|reason| at(format!("`{target}`: {reason}")))?;
            store.link(&from, to, is_collection);
        }
    }
    Ok(())
}

/// The address that a text names, if entities live there.
pub(crate) fn home(model: &Model, address: &str) -> Result<Address, String> {
    find(model, address).map(|(_, home)| home)
}

/// The place of an entity, and where it lives.
fn find<'a>(model: &'a Model, address: &str) -> Result<(Place<'a>, Address), String> {
    let place = place(model, address)?;
    if place.is_collection {
        return Err("this is the address of a collection; an entity's ends with its key".to_owned());
    }
    let home = place.locate(&Store::default());
    home.map(|home| (place, home)).ok_or_else(further)
}

/// The address of a collection or of a property that leads to one entity.
fn address_of(model: &Model, address: &str) -> Result<Address, String> {
    let (place, nothing) = (place(model, address)?, Store::default());
    let home = if place.is_collection { place.collection(&nothing) } else { place.locate(&nothing) };
    home.ok_or_else(further)
}

fn further() -> String {
    "this is a further address, and does not say where its entities live".to_owned()
}

/// What an address leads to. Its segments are decoded one by one: a key may have a slash here.
fn place<'a>(model: &'a Model, address: &str) -> Result<Place<'a>, String> {
    let Some(path) = address.strip_prefix('/').filter(|path| !path.contains('?')) else {
        return Err("an address begins with a slash and its version, and has no query".to_owned());
    };
    let decoded = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8());
    let decoded: Vec<_> = decoded.collect::<Result<_, _>>().map_err(|_| "it is not UTF-8".to_owned())?;
    let mut segments = decoded.into_iter().map(String::from);
    let version = segments.next().unwrap_or_default();
    let schema = model.schema(&version).ok_or_else(|| format!("there is no version `{version}`"))?;
    let target = Target { version, segments: segments.collect(), has_encoded_slash: false };
    let place = Place::find(schema, &target).filter(|place| place.tail == Tail::None);
    place.ok_or_else(|| "no entity is served at this address".to_owned())
}

/// Checks the properties one by one, so that an error can name the one.
fn checked(check: &Check<'_>, structure: &Structure, given: Properties) -> Result<Properties, String> {
    let mut all = Properties::new();
    for (name, value) in given {
        let one = Properties::from_iter([(name.clone(), value)]);
        let one = check.object(structure, one, None);
        all.extend(one.map_err(|refusal| format!("property `{name}`: {}", refusal.message))?);
    }
    Ok(all)
}

/// A key that is given is that of the address, where both have just one.
fn has_key(structure: &Structure, properties: &Properties, address: &Address) -> Result<(), String> {
    let mut keys = structure.properties.iter().filter(|property| property.role == Role::Key);
    let (Some(key), None, Some(wanted)) = (keys.next(), keys.next(), address.key()) else { return Ok(()) };
    let given = match properties.get(&key.name) {
        None => return Ok(()),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if given == wanted {
        return Ok(());
    }
    Err(format!("property `{}`: it is `{given}`, and the address says `{wanted}`", key.name))
}

fn revision(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| format!("`{REVISION}` is a number of changes, and not {value}"))
}

/// Reads a file. None if there is no such file yet; its folder must be there, as it is to be written.
pub(crate) fn read(file: &Path, model: &Model) -> Result<Option<Store>, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => load(&text, model).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = folder(file);
            if folder.is_dir() {
                return Ok(None);
            }
            Err(format!("there is no folder {} to write it to", folder.display()))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

impl Service {
    /// Writes all entities to the data file, beside it first, so that the file is whole whatever happens.
    pub(crate) fn save(&self) -> io::Result<PathBuf> {
        let none = || io::Error::new(io::ErrorKind::Unsupported, "no data file was named at the start");
        let file = self.settings.data_file.clone().ok_or_else(none)?;
        // One at a time: the last to save has the newest data.
        let _saving = lock(&self.saving);
        let text = text(&lock(&self.store), &self.model);
        // What a link leads to is written, and the link stays.
        let target = std::fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = folder(&target).join(format!(".{name}.{}.new", uuid::Uuid::new_v4()));
        let written = write(&beside, &text).and_then(|()| std::fs::rename(&beside, &target));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&beside);
            return Err(io::Error::new(error.kind(), format!("cannot write {}: {error}", file.display())));
        }
        Ok(file)
    }
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    let mut file = std::fs::File::create(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
