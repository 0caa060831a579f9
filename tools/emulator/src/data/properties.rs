//! The properties of stored entities, and their defaults.

use serde_json::{Map, Value};

use crate::schema::structure::{Property, Role, Structure};
use crate::schema::types::{Primitive, Type};

/// The properties of an entity, or of a complex value.
pub(crate) type Properties = Map<String, Value>;

/// Adds what Graph would: see [`default_value`].
///
/// If the versions of Graph share their entities, the properties that only the other version has are added,
/// too.
pub(crate) fn complete(properties: &mut Properties, structure: &Structure, key: Option<&str>) {
    for property in structure.properties.iter().chain(structure.foreign.values()) {
        if !properties.contains_key(&property.name) {
            properties.extend(default_value(property, key).map(|value| (property.name.clone(), value)));
        }
    }
}

/// The value of a missing property: the key from the address, null or `[]`. `None` if the property is not nullable,
/// since any value would be invented.
pub(crate) fn default_value(property: &Property, key: Option<&str>) -> Option<Value> {
    match (&property.kind, property.role, key) {
        (Type::Primitive(primitive), Role::Key, Some(key)) => Some(key_value(*primitive, key)),
        (_, role, _) if role.is_navigation() => None,
        (Type::Primitive(Primitive::Stream), ..) => None,
        (Type::Collection(_), ..) => Some(Value::Array(Vec::new())),
        _ => property.nullable.then_some(Value::Null),
    }
}

/// A key as a value of its property: a number if the property is an integer.
fn key_value(primitive: Primitive, key: &str) -> Value {
    match (primitive, key.parse::<i64>()) {
        (Primitive::Integer(_), Ok(number)) => number.into(),
        _ => key.into(),
    }
}

/// The annotation that names a value's type.
pub(crate) const TYPE: &str = "@odata.type";

/// The type that a stored value is annotated with.
pub(crate) fn annotated_type(value: &Value) -> Option<&str> {
    value.as_object().and_then(annotated_type_of)
}

/// The type that an object with these properties is annotated with.
pub(crate) fn annotated_type_of(properties: &Properties) -> Option<&str> {
    properties.get(TYPE)?.as_str().map(|name| name.strip_prefix('#').unwrap_or(name))
}
