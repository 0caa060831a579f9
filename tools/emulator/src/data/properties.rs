//! The properties of what is stored, and those that a service fills in.

use serde_json::{Map, Value};

use crate::schema::structure::{Role, Structure};
use crate::schema::types::{Primitive, Type};

/// The properties of an entity, or of a complex value.
pub(crate) type Properties = Map<String, Value>;

/// Gives a new entity what Graph would: the key that its address says, null and `[]` for what was not given. A
/// property that is never null and has no value stays away, as there is nothing true to say.
pub(crate) fn complete(properties: &mut Properties, structure: &Structure, key: Option<&str>) {
    for property in &structure.properties {
        let value = match (&property.kind, property.role, key) {
            (Type::Primitive(primitive), Role::Key, Some(key)) => key_value(*primitive, key),
            (_, role, _) if role.is_navigation() => continue,
            (Type::Primitive(Primitive::Stream), ..) => continue,
            (Type::Collection(_), ..) => Value::Array(Vec::new()),
            _ if property.nullable => Value::Null,
            _ => continue,
        };
        properties.entry(&property.name).or_insert(value);
    }
}

/// A key as its property has it: a number where the property is one.
fn key_value(primitive: Primitive, key: &str) -> Value {
    match (primitive, key.parse::<i64>()) {
        (Primitive::Integer(_), Ok(number)) => number.into(),
        _ => key.into(),
    }
}

/// The annotation that names a value's type.
pub(crate) const TYPE: &str = "@odata.type";

/// The type that a stored value says it is of.
pub(crate) fn chosen(value: &Value) -> Option<&str> {
    value.as_object().and_then(chosen_by)
}

/// The same for the properties of one.
pub(crate) fn chosen_by(properties: &Properties) -> Option<&str> {
    properties.get(TYPE)?.as_str().map(|name| name.strip_prefix('#').unwrap_or(name))
}
