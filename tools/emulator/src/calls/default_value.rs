//! A value of the declared result, for an operation without a stub.

use serde_json::{Value, json};

use crate::data::keys::key_of_single;
use crate::data::properties::{Properties, TYPE, complete};
use crate::schema::declared_type::DeclaredType;
use crate::schema::form::Form;
use crate::schema::model::Schema;
use crate::schema::structure::Structure;
use crate::schema::types::{Primitive, Type};

/// More levels of values that must not be null do not occur, except in types that contain themselves.
const MAX_DEPTH: usize = 8;

/// The least value of a type: null, zero, an empty text, or an empty list where the type permits it.
pub(crate) fn default_value(schema: &Schema, kind: &Type) -> Value {
    at_depth(schema, kind, 0)
}

fn at_depth(schema: &Schema, kind: &Type, depth: usize) -> Value {
    match kind {
        Type::Collection(_) => json!([]),
        Type::Primitive(primitive) => of_primitive(*primitive),
        Type::Enumeration(name) => {
            let members = schema.enumeration(name).map_or(&[][..], |enumeration| enumeration.members());
            members.first().map_or(Value::Null, |member| json!(member))
        }
        Type::Structure(name) | Type::Choice(name) => {
            let Some(declared) = DeclaredType::named(schema, name) else { return json!({}) };
            let Some(structure) = declared.default_type().or_else(|| declared.first()) else {
                return json!({});
            };
            let mut value = Properties::new();
            if structure.name != *name {
                value.insert(TYPE.to_owned(), format!("#{}", structure.name).into());
            }
            value.extend(of_structure(schema, structure, depth));
            Value::Object(value)
        }
    }
}

fn of_structure(schema: &Schema, structure: &Structure, depth: usize) -> Properties {
    let mut value = Properties::new();
    complete(&mut value, structure, key_of_single(structure).as_deref());
    for property in &structure.properties {
        let is_data = !property.role.is_navigation() && !property.nullable;
        if is_data && !value.contains_key(&property.name) && depth < MAX_DEPTH {
            let is_stream = matches!(property.kind, Type::Primitive(Primitive::Stream));
            if !is_stream {
                value.insert(property.name.clone(), at_depth(schema, &property.kind, depth + 1));
            }
        }
    }
    value
}

fn of_primitive(primitive: Primitive) -> Value {
    match primitive {
        Primitive::String => json!(""),
        Primitive::Boolean => json!(false),
        Primitive::Integer(_) | Primitive::Single | Primitive::Double | Primitive::Decimal => json!(0),
        Primitive::Text(form) => json!(of_form(form)),
        Primitive::Stream => Value::Null,
        Primitive::Untyped => json!({}),
    }
}

fn of_form(form: Form) -> &'static str {
    match form {
        Form::Date => "0001-01-01",
        Form::TimeOfDay => "00:00:00",
        Form::DateTimeOffset => "0001-01-01T00:00:00Z",
        Form::Duration => "PT0S",
        Form::Guid => "00000000-0000-0000-0000-000000000000",
        Form::Binary => "",
    }
}
