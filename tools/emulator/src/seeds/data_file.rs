//! Entities by their addresses as JSON: a file that is read at the start and written on demand.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;

use percent_encoding::percent_decode_str;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use crate::data::check::{Check, Purpose};
use crate::data::insert::Plant;
use crate::data::store::{Properties, Store, Stored, TYPE, chosen_by};
use crate::refusals::refusal::Refusal;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Place;
use crate::routing::walk::Tail;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::Declared;
use crate::schema::model::{Model, Property, Role, Schema, Structure};
use crate::settings::ReadOnlyWrites;

/// How many changes there were, of a file; which of them made it what it is, of an entity.
const REVISION: &str = "@graph-emulator.revision";
/// Says of an entity that it is to be taken as it is: it was seeded unchecked.
const UNCHECKED: &str = "@graph-emulator.unchecked";
/// The links of a file: the navigation property that each is `from`, and what it leads `to`, one address or several.
const LINKS: &str = "@graph-emulator.links";
/// The steps of an address that its text does not lead to, as that takes a cast: names, and keys as `{"key": ...}`.
const STEPS: &str = "@graph-emulator.steps";

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
        if !find(model, &address.path()).is_ok_and(|(_, home)| home == *address) {
            value.insert(STEPS.to_owned(), steps(address));
        }
        if !is_valid(model, address, stored) {
            value.insert(UNCHECKED.to_owned(), true.into());
        }
        value.extend(stored.properties.iter().map(|(name, value)| (name.clone(), value.clone())));
        file.insert(address.path(), Value::Object(value));
    }
    let links = store.all_links().map(|(property, is_collection, to)| {
        let mut targets = to.iter().map(|target| address_text(target, home(model, &target.path()).ok()));
        let to = if is_collection { targets.collect() } else { targets.next().unwrap_or_default() };
        let from = address_of(model, &property.path()).ok();
        json!({"from": address_text(property, from), "to": to})
    });
    let links: Vec<Value> = links.collect();
    if !links.is_empty() {
        file.insert(LINKS.to_owned(), links.into());
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
        let (schema, declared, address) = whereabouts(model, address, &mut given)?;
        let revision = given.shift_remove(REVISION).map_or(Ok(0), |value| revision(&value))?;
        let is_unchecked = given.shift_remove(UNCHECKED) == Some(Value::Bool(true));
        let check = seed_check(schema);
        let named = check.derived(&declared, &given);
        let named = named.map_err(|refusal| format!("property `{TYPE}`: {}", refusal.message))?;
        let structure = schema.structure(&named.name).ok_or("it is of an unknown type")?;
        let properties = if is_unchecked {
            given.into_iter().filter(|(name, _)| !name.starts_with('@')).collect()
        } else {
            checked(&check, structure, given)?
        };
        has_key(structure, &properties, &address)?;
        Ok(Self { schema, structure, address, properties, revision })
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

/// Where an entity goes, and what it may be there: as its address says, or as its steps and its type do.
fn whereabouts<'a>(
    model: &'a Model,
    address: &str,
    given: &mut Properties,
) -> Result<(&'a Schema, Declared<'a>, Address), String> {
    let Some(steps) = given.shift_remove(STEPS) else {
        let (place, address) = find(model, address)?;
        return Ok((place.schema, place.declared, address));
    };
    let address = stepped(address, &steps)?;
    let unknown = || format!("`{TYPE}` is to say its type, one of this version");
    let schema = model.schema(&address.version).ok_or_else(unknown)?;
    let declared = chosen_by(given).and_then(|name| Declared::named(schema, name)).ok_or_else(unknown)?;
    Ok((schema, declared, address))
}

/// Puts the links of a file back.
fn links(model: &Model, store: &mut Store, links: Value) -> Result<(), String> {
    let links = match links {
        Value::Null => return Ok(()),
        Value::Array(links) => links,
        _ => return Err("links are a JSON array".to_owned()),
    };
    for link in links {
        let at = |reason| format!("{link}: {reason}");
        let from = address(&link["from"], |text| address_of(model, text)).map_err(at)?;
        let (targets, is_collection) = match &link["to"] {
            Value::Array(targets) => (targets.as_slice(), true),
            target => (std::slice::from_ref(target), false),
        };
        for target in targets {
            let to = address(target, |text| home(model, text)).map_err(at)?;
            store.link(&from, to, is_collection);
        }
    }
    Ok(())
}

/// An address as a text, if that leads to it; its version and its steps otherwise.
fn address_text(address: &Address, found: Option<Address>) -> Value {
    if found.is_some_and(|found| found == *address) {
        return address.path().into();
    }
    json!({"version": address.version, "steps": steps(address)})
}

/// An address that [`address_text`] wrote.
fn address(value: &Value, read: impl Fn(&str) -> Result<Address, String>) -> Result<Address, String> {
    match (value, &value["version"]) {
        (Value::String(text), _) => read(text),
        (_, Value::String(version)) => stepped(&format!("/{version}"), &value["steps"]),
        _ => Err(format!("{value} is no address")),
    }
}

fn steps(address: &Address) -> Value {
    let steps = address.steps.iter().map(|step| match step {
        Step::Name(name) => Value::from(name.as_str()),
        Step::Key(key) => json!({"key": key}),
    });
    steps.collect()
}

/// The address with these steps, in the version that a text begins with.
fn stepped(text: &str, steps: &Value) -> Result<Address, String> {
    let version = text.split('/').nth(1).unwrap_or_default().to_owned();
    let step = |step: &Value| match (step, &step["key"]) {
        (Value::String(name), _) => Some(Step::Name(name.clone())),
        (_, Value::String(key)) => Some(Step::Key(key.clone())),
        _ => None,
    };
    let steps = steps.as_array().and_then(|steps| steps.iter().map(step).collect::<Option<Vec<_>>>());
    let steps = steps.ok_or_else(|| format!("`{STEPS}` is an array of names and of `{{\"key\": ...}}`"))?;
    Ok(Address { version, steps })
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
    let target = ParsedPath { version, segments: segments.collect(), has_encoded_slash: false };
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

/// Writes a file's text, beside it first, so that the file is whole whatever happens.
pub(crate) fn write(file: &Path, text: &str) -> io::Result<()> {
    // What a link leads to is written, and the link stays.
    let target = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = folder(&target).join(format!(".{name}.{}.new", uuid::Uuid::new_v4()));
    let written = write_new(&beside, text).and_then(|()| std::fs::rename(&beside, &target));
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    let mut file = std::fs::File::create(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_text_or_its_steps() {
        let name = |name: &str| Step::Name(name.to_owned());
        let steps = vec![name("apps"), Step::Key("a/b".to_owned()), name("content")];
        let known = Address { version: "beta".to_owned(), steps };
        assert_eq!(address_text(&known, Some(known.clone())), "/beta/apps/a%2Fb/content");
        let written = address_text(&known, None);
        assert_eq!(written, json!({"version": "beta", "steps": ["apps", {"key": "a/b"}, "content"]}));
        let text = |text: &str| Err(format!("a text: {text}"));
        assert_eq!(address(&written, text), Ok(known));
        assert_eq!(address(&json!("/x"), text), Err("a text: /x".to_owned()));
        for wrong in
            [json!(7), json!({"version": "beta"}), json!({"version": "beta", "steps": [1]}), json!(null)]
        {
            assert!(address(&wrong, text).is_err(), "{wrong}");
        }
    }
}
