//! Applies a change to an existing value.
//!
//! Source: OData Protocol 4.01, "Update a Complex Property".

use serde_json::Value;

use crate::data::properties::{Properties, annotated_type, annotated_type_of, complete};
use crate::schema::model::Schema;
use crate::schema::structure::Structure;
use crate::schema::types::Type;
use crate::settings::NestedWrites;

/// Applies checked changes. A collection is replaced, and so is a complex value if its type changes.
///
/// Returns the paths of complex values with omitted members that have a value now: a service that replaces
/// complex values would reset these.
pub(crate) fn merge(
    schema: &Schema,
    structure: &Structure,
    nested_writes: NestedWrites,
    current: &mut Properties,
    changes: Properties,
) -> Vec<String> {
    let mut partial = Vec::new();
    for (name, change) in changes {
        let Some((declared, nested)) = nested(schema, structure, &name, &change) else {
            current.insert(name, change);
            continue;
        };
        let Value::Object(mut change) = change else {
            current.insert(name, change);
            continue;
        };
        let before = current.get_mut(&name);
        // Resetting a member without a value would not change anything.
        let is_partial = nested.properties.iter().any(|member| {
            let has_value = |value: &Value| !value.is_null() && *value != Value::Array(Vec::new());
            let before = before.as_ref().and_then(|before| before.get(&member.name));
            before.is_some_and(has_value) && !change.contains_key(&member.name)
        });
        if is_partial {
            partial.push(name.clone());
        }
        match before {
            Some(Value::Object(before))
                if nested_writes == NestedWrites::Merged
                    && annotated_type_of(before).unwrap_or(declared) == nested.name =>
            {
                let within = merge(schema, nested, nested_writes, before, change);
                partial.extend(within.into_iter().map(|inner| format!("{name}/{inner}")));
            }
            _ => {
                if nested_writes == NestedWrites::Replaced {
                    complete(&mut change, nested, None);
                }
                current.insert(name, Value::Object(change));
            }
        }
    }
    partial
}

/// The declared type of a complex value in a change, and its own type.
fn nested<'a>(
    schema: &'a Schema,
    structure: &'a Structure,
    name: &str,
    change: &Value,
) -> Option<(&'a str, &'a Structure)> {
    let (Type::Structure(declared) | Type::Choice(declared)) = &structure.property(name)?.kind else {
        return None;
    };
    let own = annotated_type(change).unwrap_or(declared);
    Some((declared, schema.structure(own)?))
}
