//! Short ways to declare items.

use graph_entity_schema::OperationKind;
use graph_entity_schema::declared::{
    Address, Item, Member, Override, Property, Returned, Route, Rules, Shape, TypeRef, ValueType,
};

fn item(name: &str, type_name: &str, shape: Shape) -> Item {
    let type_name = if type_name.is_empty() { String::new() } else { format!("microsoft.graph.{type_name}") };
    Item { name: name.to_owned(), type_name, shape, differs: None, position: None }
}

fn route(version: &str, addresses: &[&str]) -> Route {
    let address = |text: &&str| Address { text: (*text).to_owned(), position: None };
    Route { version: version.to_owned(), addresses: addresses.iter().map(address).collect() }
}

pub(crate) fn entity(type_name: &str, address: &str, properties: Vec<Property>) -> Item {
    item("Own", type_name, Shape::Entity { route: route("beta", &[address]), properties })
}

pub(crate) fn complex(type_name: &str, properties: Vec<Property>) -> Item {
    item("Own", type_name, Shape::Complex { properties })
}

pub(crate) fn enumeration(type_name: &str, is_flags: bool, members: &[(&str, Option<i64>)]) -> Item {
    let member = |(name, value): &(&str, Option<i64>)| Member {
        name: (*name).to_owned(),
        value: *value,
        differs: None,
        position: None,
    };
    let members = members.iter().map(member).collect();
    item("Own", type_name, Shape::Enumeration { is_flags, is_evolvable: true, members })
}

pub(crate) fn call(kind: OperationKind, address: &str, parameters: Vec<Property>, result: Returned) -> Item {
    item("Own", "", Shape::Call { kind, route: route("beta", &[address]), parameters, result })
}

/// A type by its name on the wire, `[...]` for a collection; `?` behind it for an `Option`.
pub(crate) fn value(text: &str) -> ValueType {
    let (text, is_optional) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
    let item = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let (name, has_optional_items) = match item.and_then(|item| item.strip_suffix('?')) {
        Some(name) => (name, true),
        None => (item.unwrap_or(text), false),
    };
    let name = match name.strip_prefix('~') {
        Some(rust) => TypeRef::Unknown(rust.to_owned()),
        None if name.starts_with("Edm.") => TypeRef::Known(name.to_owned()),
        None => TypeRef::Known(format!("microsoft.graph.{name}")),
    };
    ValueType { name, is_collection: item.is_some(), is_optional, has_optional_items, position: None }
}

/// A property: its name, its type and its rules.
pub(crate) fn property(name: &str, text: &str, rules: &str) -> Property {
    let has = |rule: &str| rules.split(' ').any(|word| word == rule);
    let is_key = has("key") || name == "id";
    Property {
        name: name.to_owned(),
        value: value(text),
        rules: Rules {
            is_read_only: has("read_only") || (is_key && !has("create_only")),
            is_create_only: has("create_only"),
            is_not_null: has("not_null"),
            is_navigation: has("navigation"),
            is_key,
            is_stated_key: has("key"),
        },
        differs: has("differs").then(|| Override { reason: "a test".to_owned(), position: None }),
        position: None,
    }
}
