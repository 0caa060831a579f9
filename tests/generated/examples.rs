//! Examples of pages, compared with what is written for them.

#![allow(dead_code, reason = "each of the tests uses a part of it")]

use graph_entity::model::{Kind, TypeInfo};
use graph_entity_schema::page::{Documentation, PageKind};
use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

pub(crate) const TYPE: &str = "@odata.type";

pub(crate) fn stated(example: &Object) -> Option<&str> {
    Some(example.get(TYPE)?.as_str()?.trim_start_matches('#'))
}

/// Whether a value that says its type has a property that the page of the type does not list, at any depth. These pages
/// list inherited properties too.
pub(crate) fn has_unlisted(documentation: &Documentation, version: &str, value: &Value) -> bool {
    let has = |value: &Value| has_unlisted(documentation, version, value);
    match value {
        Value::Array(items) => items.iter().any(has),
        Value::Object(members) => {
            let short_name = stated(members).and_then(|name| name.rsplit('.').next());
            let of_type = documentation.pages().find(|documented| {
                documented.version == version
                    && documented.page.kind == PageKind::Resource
                    && documented.page.subject.as_deref() == short_name
            });
            let is_listed = |name: &str| {
                let Some(of_type) = of_type else { return true };
                let mut rows = of_type.page.properties.iter().chain(&of_type.page.relationships);
                name.contains('@') || rows.any(|row| row.name == name)
            };
            members.iter().any(|(name, value)| !is_listed(name) || has(value))
        }
        _ => false,
    }
}

/// Whether a collection is null, at any depth.
pub(crate) fn has_null_collection(info: &TypeInfo, example: &Object) -> bool {
    let properties = example.iter().filter_map(|(name, value)| Some((info.property(name)?.kind(), value)));
    properties.into_iter().any(|(kind, value)| is_null_collection(kind, value))
}

pub(crate) fn is_null_collection(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Collection(_), Value::Null) => true,
        (Kind::Collection(item), Value::Array(items)) => {
            items.iter().any(|value| is_null_collection(*item, value))
        }
        (Kind::Complex(info) | Kind::Entity(info), Value::Object(members)) => {
            has_null_collection(info(), members)
        }
        (Kind::OneOf(info), Value::Object(members)) => {
            let of = info.types().find(|info| Some(info.name()) == stated(members));
            of.is_some_and(|of| has_null_collection(of, members))
        }
        _ => false,
    }
}

/// Returns a member of an example that is not what was written for it.
pub(crate) fn difference(info: &TypeInfo, example: &Object, written: &Object) -> Option<String> {
    let (example, written) = (object(info, example), object(info, written));
    let names = example.keys().chain(written.keys());
    let differs = |name: &&String| example.get(*name) != written.get(*name);
    let show = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let name = names.into_iter().find(differs)?;
    Some(format!("`{name}`: {} for {}", show(written.get(name)), show(example.get(name))))
}

/// Returns a value in one form. Left out are the name of the type that is declared, null, empty collections and
/// annotations: a value has them whether or not an example has.
fn object(info: &TypeInfo, value: &Object) -> Object {
    let members = value.iter().filter_map(|(name, value)| {
        if name == TYPE {
            let stated = value.as_str()?.trim_start_matches('#');
            return (stated != info.name()).then(|| (name.clone(), stated.into()));
        }
        let value = match info.property(name) {
            _ if name.contains('@') => return None,
            Some(property) => self::value(property.kind(), value),
            None => value.clone(),
        };
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        (!is_empty).then(|| (name.clone(), value))
    });
    members.collect()
}

pub(crate) fn value(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (Kind::Collection(item), Value::Array(items)) => {
            items.iter().map(|value| self::value(*item, value)).collect()
        }
        (Kind::Complex(info) | Kind::Entity(info), Value::Object(members)) => object(info(), members).into(),
        (Kind::OneOf(info), Value::Object(members)) => {
            let stated = members.get(TYPE).and_then(Value::as_str).unwrap_or_default();
            let of = info.types().find(|info| info.name() == stated.trim_start_matches('#'));
            let mut found = of.map_or_else(|| members.clone(), |of| object(of, members));
            found.insert(TYPE.to_owned(), stated.trim_start_matches('#').into());
            found.into()
        }
        (Kind::Double, Value::Number(number)) => number.as_f64().into(),
        // Single precision: the digits are others, the number is the same.
        (Kind::Single, Value::Number(number)) => number.to_string().parse::<f32>().ok().map(f64::from).into(),
        (Kind::Int64, Value::String(text)) => text.parse().map_or_else(|_| value.clone(), i64::into),
        (Kind::Guid, Value::String(text)) => text.to_lowercase().into(),
        _ => value.clone(),
    }
}
