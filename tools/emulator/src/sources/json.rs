//! Fills the model from a JSON document: the binary's input for users without Rust entities.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::schema::enumeration::is_sentinel;
use crate::schema::model::{Model, Schema};
use crate::schema::permissions::Permissions;
use crate::schema::structure::{Access, Property, Role, Structure};
use crate::schema::template::Template;
use crate::schema::types::{Primitive, Type};
use crate::settings::UpdateAnswer;

/// Types, entities and their data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Document {
    /// `v1.0` or `beta`.
    version: String,
    entities: Vec<EntityJson>,
    #[serde(default)]
    complex_types: Vec<StructureJson>,
    #[serde(default)]
    enums: Vec<EnumJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EntityJson {
    #[serde(rename = "type")]
    name: String,
    path: String,
    properties: Vec<PropertyJson>,
    #[serde(default)]
    permissions: PermissionsJson,
    #[serde(default)]
    update_answer: Option<UpdateAnswer>,
    #[serde(default)]
    seeds: Vec<SeedJson>,
}

/// One permission of a list is enough.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PermissionsJson {
    #[serde(default)]
    delegated: Vec<String>,
    #[serde(default)]
    application: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StructureJson {
    #[serde(rename = "type")]
    name: String,
    properties: Vec<PropertyJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EnumJson {
    #[serde(rename = "type")]
    name: String,
    members: Vec<String>,
    #[serde(default)]
    is_flags: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PropertyJson {
    name: String,
    /// `Edm.String`, `Collection(Edm.String)`, or the name of a type in this document.
    #[serde(rename = "type")]
    kind: String,
    /// As in metadata, a property is nullable by default. A collection never is.
    nullable: Option<bool>,
    #[serde(default)]
    rule: Rule,
}

/// What distinguishes a property from a value that anyone may set.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "camelCase")]
enum Rule {
    #[default]
    None,
    Key,
    ReadOnly,
    CreateOnly,
    Navigation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeedJson {
    #[serde(default)]
    keys: Vec<String>,
    value: Map<String, Value>,
}

/// An entity to store at the start.
pub(crate) struct Seed {
    pub(crate) version: String,
    pub(crate) path: String,
    pub(crate) keys: Vec<String>,
    pub(crate) structure: String,
    pub(crate) value: Map<String, Value>,
}

/// The content of a document other than types and addresses.
pub(crate) struct Added {
    pub(crate) seeds: Vec<Seed>,
    /// By type name.
    pub(crate) update_answers: Vec<(String, UpdateAnswer)>,
}

/// Adds all types and addresses, and returns the rest.
pub(crate) fn add(model: &mut Model, document: Document) -> Result<Added, String> {
    let Document { version, entities, complex_types, enums } = document;
    let schema = model.schema_mut(&version);
    // Names first, so that types can refer to each other in any order.
    for item in enums {
        let is_evolvable = item.members.iter().any(|member| is_sentinel(member));
        schema.add_enumeration(&item.name, item.is_flags, is_evolvable, item.members);
    }
    for name in complex_types.iter().map(|item| &item.name).chain(entities.iter().map(|item| &item.name)) {
        schema.add_structure(name);
    }
    for item in complex_types {
        add_properties(schema, &item.name, item.properties)?;
    }
    let (mut seeds, mut update_answers) = (Vec::new(), Vec::new());
    for item in entities {
        let template =
            Template::parse(&item.path).map_err(|reason| format!("path `{}`: {reason}", item.path))?;
        add_properties(schema, &item.name, item.properties)?;
        let PermissionsJson { delegated, application } = item.permissions;
        schema.add_route(template.clone(), &item.name);
        schema.add_permissions(&template, &Permissions { delegated, application });
        update_answers.extend(item.update_answer.map(|answer| (item.name.clone(), answer)));
        let (name, path, version) = (&item.name, &item.path, &version);
        seeds.extend(item.seeds.into_iter().map(|SeedJson { keys, value }| Seed {
            version: version.clone(),
            path: path.clone(),
            keys,
            structure: name.clone(),
            value,
        }));
    }
    Ok(Added { seeds, update_answers })
}

fn add_properties(schema: &mut Schema, structure: &str, items: Vec<PropertyJson>) -> Result<(), String> {
    for item in items {
        let property = property(schema, item).map_err(|reason| format!("{structure}: {reason}"))?;
        Structure::add(schema.add_structure(structure), property);
    }
    Ok(())
}

fn property(schema: &Schema, item: PropertyJson) -> Result<Property, String> {
    let PropertyJson { name, kind, nullable, rule } = item;
    let Some(kind) = type_of(schema, &kind) else {
        return Err(format!("property `{name}` is of the unknown type `{kind}`"));
    };
    let (access, role) = match rule {
        Rule::None => (Access::ReadWrite, Role::Data),
        Rule::Key => (Access::ReadOnly, Role::Key),
        Rule::ReadOnly => (Access::ReadOnly, Role::Data),
        Rule::CreateOnly => (Access::CreateOnly, Role::Data),
        Rule::Navigation => (Access::ReadWrite, Role::Navigation),
    };
    let nullable = nullable.unwrap_or(role != Role::Key) && !matches!(kind, Type::Collection(_));
    Ok(Property { name, kind, nullable, has_nullable_items: false, access, role })
}

fn type_of(schema: &Schema, name: &str) -> Option<Type> {
    if let Some(item) = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
        return Some(Type::Collection(Box::new(type_of(schema, item)?)));
    }
    if let Some(primitive) = Primitive::named(name) {
        return Some(Type::Primitive(primitive));
    }
    if schema.enumeration(name).is_some() {
        return Some(Type::Enumeration(name.to_owned()));
    }
    schema.structure(name).map(|structure| Type::Structure(structure.name.clone()))
}
