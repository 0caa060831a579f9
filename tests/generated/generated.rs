//! Every generated type has every property of the metadata, of the stated type, and reads and writes a value.
//!
//! Needs the folder of the documents that Microsoft publishes in `GRAPH_CSDL`. `GRAPH_GENERATE=all` generates
//! the whole of v1.0, and what is below `/deviceManagement` and `/deviceAppManagement` of beta.

use std::collections::BTreeSet;
use std::path::Path;

use graph_entity::model::{Annotation, EnumMember, Kind, PropertyInfo, TypeInfo};
use graph_entity_generated::{DOCUMENTS, Document, Type};
use graph_entity_schema::{Metadata, StructureKind};
use serde_json::{Map, Value, json};

/// Returns the documents with their metadata, or nothing if there are none.
fn documents() -> Vec<(&'static Document, Metadata)> {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder of metadata documents");
        return Vec::new();
    };
    let read = DOCUMENTS.iter().map(|document| {
        let text = std::fs::read_to_string(Path::new(&folder).join(document.name)).expect("a document");
        (document, Metadata::parse(document.name, &text).expect("a valid document"))
    });
    read.collect()
}

#[test]
fn no_property_is_left_out() {
    for (document, metadata) in documents() {
        let mut count = 0;
        for Type { name, info, .. } in document.types {
            let found: BTreeSet<&str> =
                info.properties().iter().map(PropertyInfo::name).filter(|name| !name.contains('@')).collect();
            let properties = metadata.properties(name).into_iter().map(|it| (it.name.as_str(), &it.kind));
            let navigation = metadata.navigation(name).into_iter().map(|it| (it.name.as_str(), &it.kind));
            let left_out = |property: &str, reason: &str| {
                let inherited =
                    metadata.lineage(name).map(|part| format!("{}/{property}: {reason}", part.name));
                inherited.into_iter().any(|line| document.left_out.contains(&line.as_str()))
            };
            let expected: BTreeSet<&str> = properties
                .chain(navigation)
                .filter(|(property, kind)| {
                    !left_out(property, "a stream, which is never part of a value")
                        && !left_out(property, &format!("{} is not generated", kind.name))
                })
                .map(|(property, _)| property)
                .collect();
            assert_eq!(found, expected, "{name} of {}", document.name);
            count += found.len();
        }
        println!("{}: {} types, {count} properties", document.name, document.types.len());
    }
}

#[test]
fn every_property_has_the_type_of_the_metadata() {
    for (document, metadata) in documents() {
        for Type { name, info, .. } in document.types {
            let declared = |property: &str| {
                let properties = metadata.properties(name).into_iter().map(|it| (&it.name, &it.kind));
                let navigation = metadata.navigation(name).into_iter().map(|it| (&it.name, &it.kind));
                let kinds: Vec<_> = properties.chain(navigation).collect();
                kinds.into_iter().find(|(name, _)| *name == property).map(|(_, kind)| kind.clone())
            };
            for property in info.properties().iter().filter(|property| !property.name().contains('@')) {
                let kind = declared(property.name()).expect("a declared property");
                let (item, is_collection) = match property.kind() {
                    Kind::Collection(item) => (*item, true),
                    kind => (kind, false),
                };
                let expected = (metadata.primitive(&kind.name).to_owned(), kind.is_collection);
                assert_eq!((name_of(item), is_collection), expected, "{name}/{}", property.name());
            }
        }
    }
}

fn name_of(kind: Kind) -> String {
    match kind {
        Kind::Enum(info) => info.name().to_owned(),
        Kind::Complex(info) | Kind::Entity(info) => info().name().to_owned(),
        Kind::OneOf(info) => info.name().to_owned(),
        kind => kind.edm_name().expect("a primitive type").to_owned(),
    }
}

#[test]
fn a_value_of_every_type_is_read_and_written_back() {
    for (document, metadata) in documents() {
        for Type { name, info, read_and_write } in document.types {
            let is_entity = metadata.structure(name).is_some_and(|it| it.kind == StructureKind::Entity);
            let sample = structure(info, is_entity, 0);
            let written = read_and_write(sample.to_string().as_bytes());
            let written =
                written.unwrap_or_else(|error| panic!("{name} of {}: {error}\n{sample:#}", document.name));
            assert!(without_empty(&written) == without_empty(&sample), "{name}:\n{written:#}\n{sample:#}");
        }
    }
}

/// The depth from which values have no parts, since types may hold values of themselves.
const MAX_DEPTH: usize = 3;

fn structure(info: &TypeInfo, names_type: bool, depth: usize) -> Value {
    let mut object = Map::new();
    if names_type && matches!(info.annotation(), Annotation::Always) {
        object.insert("@odata.type".to_owned(), json!(format!("#{}", info.name())));
    }
    for property in info.properties().iter().filter(|property| !property.name().contains('@')) {
        if property.is_key() || depth < MAX_DEPTH {
            object.insert(property.name().to_owned(), value(property.kind(), depth));
        }
    }
    Value::Object(object)
}

fn value(kind: Kind, depth: usize) -> Value {
    match kind {
        Kind::Collection(item) => json!([value(*item, depth)]),
        Kind::Complex(info) => structure(info(), false, depth + 1),
        // Related entities have a key only.
        Kind::Entity(info) => structure(info(), true, MAX_DEPTH),
        Kind::OneOf(info) => match info.types().next() {
            Some(info) => {
                let is_entity = info.properties().iter().any(PropertyInfo::is_key);
                let mut value = structure(info, true, if is_entity { MAX_DEPTH } else { depth + 1 });
                value["@odata.type"] = json!(format!("#{}", info.name()));
                value
            }
            None => json!({ "@odata.type": "#microsoft.graph.unknown", "any": 1 }),
        },
        Kind::Enum(info) => {
            let members: Vec<&str> = info.members().iter().map(EnumMember::name).collect();
            json!(members.first().copied().unwrap_or("added"))
        }
        Kind::Boolean => json!(true),
        Kind::Byte | Kind::SByte | Kind::Int16 | Kind::Int32 | Kind::Int64 => json!(7),
        Kind::Single | Kind::Double | Kind::Decimal => json!(1.5),
        Kind::Guid => json!("9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11"),
        Kind::Date => json!("2026-01-02"),
        Kind::DateTimeOffset => json!("2026-01-02T03:04:05.0600000+02:00"),
        Kind::TimeOfDay => json!("03:04:05.0600000"),
        Kind::Duration => json!("P1DT2H3M4.5S"),
        Kind::Binary => json!("YWJj"),
        Kind::Untyped => json!({ "any": [1, "x"] }),
        _ => json!("text"),
    }
}

/// Returns a value without empty collections and nulls, which a value has whether or not they were read.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), without_empty(value)));
            let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            Value::Object(members.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_empty).collect()),
        other => other.clone(),
    }
}
