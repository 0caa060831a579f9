//! Properties that an open type does not declare: they may be meant, or be misspelled.

use graph_entity_schema::nearest;
use serde_json::Value;

use crate::data::properties::{Properties, annotated_type};
use crate::schema::model::Schema;
use crate::schema::structure::Structure;
use crate::schema::types::Type;

/// An undeclared property in a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Undeclared<'a> {
    /// Its path in the body.
    pub(crate) path: String,
    /// The type that does not declare it.
    pub(crate) structure: &'a str,
    /// The declared property that was probably meant.
    pub(crate) near: Option<&'a str>,
}

/// The undeclared properties of a checked body, also in its complex values and related entities.
pub(crate) fn find<'a>(
    schema: &'a Schema,
    structure: &'a Structure,
    body: &Properties,
) -> Vec<Undeclared<'a>> {
    let mut found = Vec::new();
    of_object(schema, structure, body, "", &mut found);
    found
}

fn of_object<'a>(
    schema: &'a Schema,
    structure: &'a Structure,
    body: &Properties,
    before: &str,
    found: &mut Vec<Undeclared<'a>>,
) {
    for (name, value) in body.iter().filter(|(name, _)| !name.contains('@')) {
        let path = format!("{before}{name}");
        if let Some(property) = structure.property(name) {
            of_value(schema, property.item(), value, &path, found);
        } else {
            let declared = structure.properties.iter().map(|property| property.name.as_str());
            found.push(Undeclared { path, structure: &structure.name, near: nearest(name, declared) });
        }
    }
}

fn of_value<'a>(
    schema: &'a Schema,
    kind: &'a Type,
    value: &Value,
    path: &str,
    found: &mut Vec<Undeclared<'a>>,
) {
    let (Type::Structure(declared) | Type::Choice(declared)) = kind else { return };
    match value {
        Value::Array(items) => items.iter().for_each(|item| of_value(schema, kind, item, path, found)),
        Value::Object(body) => {
            let name = annotated_type(value).unwrap_or(declared);
            if let Some(structure) = schema.structure(name) {
                of_object(schema, structure, body, &format!("{path}/"), found);
            }
        }
        _ => {}
    }
}
