//! Reads what the macros note about the items of a package while it is compiled.
//!
//! The room `note` of `graph-entity-macros` documents the protocol.

use std::fmt;
use std::path::{Path, PathBuf};

use graph_entity_schema::OperationKind;
use graph_entity_schema::declared::{
    Address, Choice, Item, Member, Override, Property, Returned, Route, Rules, Shape, ValueType,
};
use serde_json::Value;

use crate::source::Types;

/// The environment variable with the folder of the notes.
pub(crate) const VARIABLE: &str = "GRAPH_ENTITY_NOTES";

/// A note that is not understood: the macros are of another version.
#[derive(Debug)]
pub struct NoteError {
    reason: String,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = env!("CARGO_PKG_VERSION");
        write!(
            f,
            "the macros of `graph-entity` noted what this command does not understand ({}): it works with version {version}",
            self.reason
        )
    }
}

impl std::error::Error for NoteError {}

/// Reads the notes of one package in a folder, each item once. A package is known by its folder.
///
/// # Errors
/// A file that cannot be read, or a note that is not understood.
pub(crate) fn read(folder: &Path, package: &Path) -> Result<Vec<Item>, NoteError> {
    let unreadable = |error: std::io::Error| NoteError { reason: error.to_string() };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.sort();
    let mut texts = Vec::new();
    for file in files {
        texts.push(std::fs::read_to_string(file).map_err(unreadable)?);
    }
    parse(texts.iter().flat_map(|text| text.lines()), package)
}

fn parse<'a>(lines: impl Iterator<Item = &'a str>, package: &Path) -> Result<Vec<Item>, NoteError> {
    let mut notes = Vec::new();
    for line in lines {
        let note: Value =
            serde_json::from_str(line).map_err(|error| NoteError { reason: format!("{error}: {line}") })?;
        if note["package"].as_str().is_some_and(|folder| Path::new(folder) == package) {
            notes.push(note);
        }
    }
    // The types that fields may have are noted, too.
    let mut types = Types::default();
    for note in &notes {
        if let (Some(name), Some(type_name)) = (note["item"].as_str(), note["type"].as_str()) {
            types.add(name, type_name);
        }
    }
    let mut items: Vec<Item> = Vec::new();
    for note in &notes {
        let item = item(note, &types).ok_or_else(|| NoteError {
            reason: format!("an item without a member that it should have: {note}"),
        })?;
        // Each target that contains it notes it.
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items.sort_by(|a, b| (&a.type_name, &a.name).cmp(&(&b.type_name, &b.name)));
    Ok(items)
}

/// `None` if a member is missing, or of another kind.
fn item(note: &Value, types: &Types) -> Option<Item> {
    let attribute = note["attribute"].as_str()?;
    let shape = match attribute {
        "graph_entity" => {
            Shape::Entity { route: route(note)?, properties: properties(&note["properties"], types)? }
        }
        "graph_complex" => Shape::Complex { properties: properties(&note["properties"], types)? },
        "graph_enum" => Shape::Enumeration {
            is_flags: note["flags"].as_bool()?,
            is_evolvable: note["evolvable"].as_bool()?,
            members: note["members"].as_array()?.iter().map(member).collect::<Option<_>>()?,
        },
        "graph_one_of" => {
            let choices = note["choices"].as_array()?.iter().map(|note| choice(note, types));
            Shape::OneOf { choices: choices.collect::<Option<_>>()? }
        }
        "graph_action" | "graph_function" => Shape::Call {
            kind: if attribute == "graph_action" { OperationKind::Action } else { OperationKind::Function },
            route: route(note)?,
            parameters: properties(&note["parameters"], types)?,
            result: result(&note["result"], types)?,
        },
        _ => return None,
    };
    let type_name = match &shape {
        Shape::Call { .. } => String::new(),
        _ => note["type"].as_str()?.to_owned(),
    };
    let name = note["item"].as_str()?.to_owned();
    Some(Item { name, type_name, shape, differs: differs(note["differs"].as_bool()?), position: None })
}

/// A difference without its reason, which is not noted.
fn differs(differs: bool) -> Option<Override> {
    differs.then(|| Override { reason: String::new(), position: None })
}

fn route(note: &Value) -> Option<Route> {
    let address = |text: &Value| Some(Address { text: text.as_str()?.to_owned(), position: None });
    Some(Route {
        version: note["version"].as_str()?.to_owned(),
        addresses: note["addresses"].as_array()?.iter().map(address).collect::<Option<_>>()?,
    })
}

fn properties(notes: &Value, types: &Types) -> Option<Vec<Property>> {
    let properties =
        notes.as_array()?.iter().map(|note| property(note, types)).collect::<Option<Vec<_>>>()?;
    // Annotations are no properties.
    Some(properties.into_iter().filter(|property| !property.name.contains('@')).collect())
}

fn property(note: &Value, types: &Types) -> Option<Property> {
    let name = note["name"].as_str()?;
    let keys: Vec<&str> = note["keys"].as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let has = |key: &str| keys.contains(&key);
    let is_given = has("key") && has("create_only");
    Some(Property {
        name: name.to_owned(),
        value: types.value(note["type"].as_str()?)?,
        rules: Rules {
            is_read_only: has("read_only") || (has("key") && !is_given),
            is_create_only: has("create_only"),
            is_not_null: has("not_null"),
            is_navigation: has("navigation"),
            is_key: has("key"),
            is_stated_key: has("key") && name != "id" && note["field"] != "id",
        },
        differs: differs(has("differs")),
        position: None,
    })
}

fn member(note: &Value) -> Option<Member> {
    Some(Member {
        name: note["name"].as_str()?.to_owned(),
        value: note["value"].as_i64(),
        differs: differs(note["differs"].as_bool()?),
        position: None,
    })
}

fn choice(note: &Value, types: &Types) -> Option<Choice> {
    let ValueType { name, .. } = types.value(note["type"].as_str()?)?;
    Some(Choice { name, differs: differs(note["differs"].as_bool()?), position: None })
}

fn result(note: &Value, types: &Types) -> Option<Returned> {
    Some(match note.as_str() {
        None if note.is_null() => Returned::Nothing,
        None => return None,
        Some("stream") => Returned::Stream(None),
        Some(tokens) => Returned::Value(types.value(tokens)?),
    })
}

#[cfg(test)]
mod tests {
    use graph_entity_schema::declared::TypeRef;

    use super::*;

    const ENTITY: &str = r#"{"attribute":"graph_entity","item":"Device","package":"/p","file":"src/lib.rs","line":3,"differs":false,"type":"microsoft.graph.device","version":"beta","addresses":["/devices/{}"],"properties":[{"field":"id","name":"id","type":"String","keys":["key"]},{"field":"state","name":"state","type":"Option < RunState >","keys":["not_null","differs"]},{"field":"etag","name":"@odata.etag","type":"Option<String>","keys":[]}]}"#;
    const STATE: &str = r#"{"attribute":"graph_enum","item":"RunState","package":"/p","file":null,"line":null,"differs":true,"type":"microsoft.graph.deviceRunState","flags":false,"evolvable":true,"members":[{"variant":"On","name":"on","value":-1,"differs":false}]}"#;
    const WIPE: &str = r#"{"attribute":"graph_action","item":"Wipe","package":"/other","file":null,"line":null,"differs":false,"version":"v1.0","addresses":["/devices/{}/wipe"],"parameters":[],"result":"Vec<RunState>"}"#;

    #[test]
    fn the_items_of_a_package_are_read_once() {
        let items = parse([ENTITY, STATE, WIPE, ENTITY].into_iter(), Path::new("/p")).expect("notes");
        let [device, state] = items.as_slice() else { panic!("two items: {items:?}") };
        assert_eq!((device.name.as_str(), device.version()), ("Device", Some("beta")));
        assert_eq!(device.route().expect("an entity").addresses[0].text, "/devices/{}");
        let [id, property] = device.properties() else { panic!("two properties") };
        assert!(id.rules.is_key && id.rules.is_read_only && !id.rules.is_stated_key);
        assert!(property.rules.is_not_null && property.differs.is_some() && property.value.is_optional);
        assert_eq!(property.value.name, TypeRef::Known("microsoft.graph.deviceRunState".to_owned()));
        assert!(state.differs.is_some());
        let items = parse([ENTITY, WIPE].into_iter(), Path::new("/other")).expect("notes");
        let [wipe] = items.as_slice() else { panic!("an action") };
        let Shape::Call { result: Returned::Value(result), .. } = &wipe.shape else { panic!("a result") };
        assert!(result.is_collection);
        assert_eq!(result.name, TypeRef::Unknown("RunState".to_owned()));
    }

    #[test]
    fn a_note_of_another_version_is_an_error() {
        for line in ["nonsense", r#"{"package":"/p","attribute":"graph_stream","item":"X"}"#] {
            let error = parse([line].into_iter(), Path::new("/p")).expect_err("an error").to_string();
            assert!(
                error.contains("does not understand") && error.contains(env!("CARGO_PKG_VERSION")),
                "{error}"
            );
        }
    }
}
