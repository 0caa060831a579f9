//! The data file: a JSON object with entities by their addresses, read at the start and written on demand.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::io::{self, Write as _};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::data::store::Store;
use crate::data::stream::Media;
use crate::schema::model::Model;
use crate::seeds::address::{address, address_of, address_text, home};
use crate::seeds::entity::{self, Entity, NO_OBJECT, REVISION, revision};
use crate::seeds::reader::Reader;

/// The member with the links: each is `from` a navigation property, `to` one address or several.
const LINKS: &str = "@graph-emulator.links";
/// The member with the streams: each is `of` an entity or a property, with its `mediaType` and its `bytes` in base64.
const STREAMS: &str = "@graph-emulator.streams";

/// The members of a file, whose values are parsed later. A map would drop repeated addresses, which are an
/// error.
struct File<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for File<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = File<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object whose members are addresses and their entities")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File<'de>, A::Error> {
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

/// Reads what [`text`] wrote, or a file written by hand: with the properties of each entity, and
/// `@odata.type` if several types share its address.
pub(crate) fn load(text: &str, model: &Model) -> Result<Store, String> {
    let File(members) = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut store = Store::of(model);
    let (mut entities, mut linked, mut streamed) = (Vec::new(), Value::Null, Value::Null);
    for (name, value) in members {
        match name.as_str() {
            REVISION => store.advance(revision(&parsed(value)?)?),
            LINKS => linked = parsed(value)?,
            STREAMS => streamed = parsed(value)?,
            _ => entities.push((name, value)),
        }
    }
    put_all(model, &mut store, &entities)?;
    links(model, &mut store, linked).map_err(|reason| format!("`{LINKS}`: {reason}"))?;
    streams(model, &mut store, streamed).map_err(|reason| format!("`{STREAMS}`: {reason}"))?;
    Ok(store)
}

fn parsed<'t, T: Deserialize<'t>>(value: &'t RawValue) -> Result<T, String> {
    serde_json::from_str(value.get()).map_err(|error| error.to_string())
}

/// The number of entities that a thread reads before they are stored.
const AT_ONCE: usize = 500;

/// Reads entities on all processors, and stores them in their order while the next ones are read.
fn put_all(model: &Model, store: &mut Store, entities: &[(String, &RawValue)]) -> Result<(), String> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (mut known, mut fresh) = (HashSet::new(), Vec::new());
    std::thread::scope(|scope| {
        let read = |part| scope.spawn(move || read_all(model, part));
        let mut parts = entities.chunks(AT_ONCE);
        let mut reading: VecDeque<_> = parts.by_ref().take(threads).map(read).collect();
        for part in entities.chunks(AT_ONCE) {
            let read_part = reading.pop_front().map(ScopedJoinHandle::join);
            reading.extend(parts.next().map(read));
            let read_part = read_part.transpose().unwrap_or_else(|panic| resume_unwind(panic));
            for ((name, _), entity) in part.iter().zip(read_part.into_iter().flatten()) {
                let entity = entity.map_err(|reason| at(name, &reason))?;
                // Two texts may lead to the same address, so the addresses are compared.
                if !known.insert(entity.address.clone()) {
                    return Err(at(name, "there are two entities of this address"));
                }
                if entity.revision == 0 {
                    fresh.push((name, entity));
                } else {
                    entity.put(store).map_err(|reason| at(name, &reason))?;
                }
            }
        }
        Ok(())
    })?;
    // They get new revisions, which must follow the saved ones.
    fresh.into_iter().try_for_each(|(name, entity)| entity.put(store).map_err(|reason| at(name, &reason)))
}

fn at(name: &str, reason: &str) -> String {
    format!("`{name}`: {reason}")
}

fn read_all<'m>(model: &'m Model, part: &[(String, &RawValue)]) -> Vec<Result<Entity<'m>, String>> {
    let mut reader = Reader::new(model);
    let mut read = |(name, value): &(String, &RawValue)| {
        if !value.get().starts_with('{') {
            return Err(NO_OBJECT.to_owned());
        }
        reader.read(name, parsed(value)?)
    };
    part.iter().map(&mut read).collect()
}

/// Writes all entities, links and streams as text for [`load`].
pub(crate) fn text(store: &Store, model: &Model) -> String {
    let mut file = Map::new();
    file.insert(REVISION.to_owned(), store.changes().into());
    for (address, stored) in store.entities() {
        let (path, value) = entity::member(model, store, address, stored);
        file.insert(path, value);
    }
    let links = store.all_links().map(|(property, is_collection, to)| {
        let mut targets = to.iter().map(|target| address_text(model, target, |text| home(model, text)));
        let to = if is_collection { targets.collect() } else { targets.next().unwrap_or_default() };
        json!({"from": address_text(model, property, |text| address_of(model, text)), "to": to})
    });
    let links: Vec<Value> = links.collect();
    if !links.is_empty() {
        file.insert(LINKS.to_owned(), links.into());
    }
    let streams = store.streams().map(|(address, Media { media_type, bytes })| {
        let of = address_text(model, address, |text| home(model, text));
        json!({"of": of, "mediaType": media_type, "bytes": STANDARD.encode(bytes)})
    });
    let streams: Vec<Value> = streams.collect();
    if !streams.is_empty() {
        file.insert(STREAMS.to_owned(), streams.into());
    }
    format!("{:#}\n", Value::Object(file))
}

/// The items of a member that is a list.
fn listed(items: Value) -> Result<Vec<Value>, String> {
    match items {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items),
        _ => Err("it is a JSON array".to_owned()),
    }
}

/// Restores the streams of a file.
fn streams(model: &Model, store: &mut Store, streams: Value) -> Result<(), String> {
    for stream in listed(streams)? {
        let of = &stream["of"];
        let at = |reason| format!("{of}: {reason}");
        let address = address(model, of, |text| home(model, text)).map_err(at)?;
        let media_type = stream["mediaType"].as_str().unwrap_or("application/octet-stream").to_owned();
        let bytes = stream["bytes"].as_str().and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.ok_or_else(|| at("its `bytes` are base64".to_owned()))?.into();
        store.put_stream(address, Media { media_type, bytes });
    }
    Ok(())
}

/// Restores the links of a file.
fn links(model: &Model, store: &mut Store, links: Value) -> Result<(), String> {
    for link in listed(links)? {
        let at = |reason| format!("{link}: {reason}");
        let from = address(model, &link["from"], |text| address_of(model, text)).map_err(at)?;
        let (targets, is_collection) = match &link["to"] {
            Value::Array(targets) => (targets.as_slice(), true),
            target => (std::slice::from_ref(target), false),
        };
        for target in targets {
            let to = address(model, target, |text| home(model, text)).map_err(at)?;
            store.restore_link(&from, to, is_collection);
        }
    }
    Ok(())
}

/// Checks that a file can be read and written later: it is a regular file, or does not exist yet in a folder
/// that does.
pub(crate) fn expect_usable(file: &Path) -> Result<(), String> {
    match std::fs::metadata(file) {
        // A pipe or a device may never end, and does not keep what is written to it.
        Ok(found) if !found.is_file() => Err("it is not a regular file".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let target = target(file);
            let folder = folder(&target);
            let missing = || format!("there is no folder {} to write it to", folder.display());
            if folder.is_dir() { Ok(()) } else { Err(missing()) }
        }
        // Such as a link that leads to itself.
        Err(error) => Err(error.to_string()),
        Ok(_) => Ok(()),
    }
}

/// Reads a file. Returns `None` if it does not exist yet.
pub(crate) fn read(file: &Path, model: &Model) -> Result<Option<Store>, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => load(&text, model).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The most symbolic links that lead to one another, as on most systems.
const MAX_LINKS: usize = 40;

/// The file that a symbolic link leads to, so that it is replaced and the link is kept. It need not exist.
pub(super) fn target(file: &Path) -> PathBuf {
    let mut target = file.to_owned();
    for _ in 0..MAX_LINKS {
        match std::fs::read_link(&target) {
            // Relative to the folder of the link.
            Ok(next) => target = folder(&target).join(next),
            Err(_) => break,
        }
    }
    std::fs::canonicalize(&target).unwrap_or(target)
}

/// Writes a file's text to a new file next to it, and renames that, so that the file is always complete.
pub(crate) fn write(file: &Path, text: &str) -> io::Result<()> {
    let target = target(file);
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
