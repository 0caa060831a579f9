//! Fills the model from a JSON document: the binary's input for users without Rust entities.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::schema::enumeration::SENTINEL;
use crate::schema::model::{Model, Schema};
use crate::schema::permissions::Permissions;
use crate::schema::structure::{Access, Property, Role, Structure};
use crate::schema::template::Template;
use crate::schema::types::{Primitive, Type};
use crate::settings::UpdateAnswer;

/// Types, entities and their data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Description {
    /// `v1.0` or `beta`.
    version: String,
    entities: Vec<EntityText>,
    #[serde(default)]
    complex_types: Vec<StructureText>,
    #[serde(default)]
    enums: Vec<EnumText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EntityText {
    #[serde(rename = "type")]
    name: String,
    path: String,
    properties: Vec<PropertyText>,
    #[serde(default)]
    permissions: PermissionsText,
    #[serde(default)]
    update_answer: Option<UpdateAnswer>,
    #[serde(default)]
    seeds: Vec<SeedText>,
}

/// One permission of a list is enough.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PermissionsText {
    #[serde(default)]
    delegated: Vec<String>,
    #[serde(default)]
    application: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StructureText {
    #[serde(rename = "type")]
    name: String,
    properties: Vec<PropertyText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EnumText {
    #[serde(rename = "type")]
    name: String,
    members: Vec<String>,
    #[serde(default)]
    is_flags: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PropertyText {
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
struct SeedText {
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
pub(crate) fn add(model: &mut Model, description: Description) -> Result<Added, String> {
    let Description { version, entities, complex_types, enums } = description;
    let schema = model.schema_mut(&version);
    // Names first, so that types can refer to each other in any order.
    for text in enums {
        let is_evolvable = text.members.iter().any(|member| member == SENTINEL);
        schema.add_enumeration(&text.name, text.is_flags, is_evolvable, text.members);
    }
    for name in complex_types.iter().map(|text| &text.name).chain(entities.iter().map(|text| &text.name)) {
        schema.add_structure(name);
    }
    for text in complex_types {
        add_properties(schema, &text.name, text.properties)?;
    }
    let (mut seeds, mut update_answers) = (Vec::new(), Vec::new());
    for text in entities {
        let template =
            Template::parse(&text.path).map_err(|reason| format!("path `{}`: {reason}", text.path))?;
        add_properties(schema, &text.name, text.properties)?;
        let PermissionsText { delegated, application } = text.permissions;
        schema.add_route(template.clone(), &text.name);
        schema.permit(&template, &Permissions { delegated, application });
        update_answers.extend(text.update_answer.map(|answer| (text.name.clone(), answer)));
        let (name, path, version) = (&text.name, &text.path, &version);
        seeds.extend(text.seeds.into_iter().map(|SeedText { keys, value }| Seed {
            version: version.clone(),
            path: path.clone(),
            keys,
            structure: name.clone(),
            value,
        }));
    }
    Ok(Added { seeds, update_answers })
}

fn add_properties(schema: &mut Schema, structure: &str, texts: Vec<PropertyText>) -> Result<(), String> {
    for text in texts {
        let property = property(schema, text).map_err(|reason| format!("{structure}: {reason}"))?;
        Structure::add(schema.add_structure(structure), property);
    }
    Ok(())
}

fn property(schema: &Schema, text: PropertyText) -> Result<Property, String> {
    let PropertyText { name, kind, nullable, rule } = text;
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
    Ok(Property { name, kind, nullable, access, role })
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
