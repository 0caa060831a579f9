//! Boxes for types that hold values of themselves, directly or through others.

use std::collections::{HashMap, HashSet};

use super::{Body, Item, Value};

/// Boxes each value that may hold a value of the type that holds it. A collection holds its items apart.
pub(super) fn add(items: &mut [Item]) {
    let held: HashMap<String, Vec<String>> =
        items.iter().map(|item| (item.name.clone(), held(item))).collect();
    let mut reached: HashMap<String, HashSet<&str>> = HashMap::new();
    for item in items {
        let (Body::Entity { fields, .. } | Body::Complex { fields }) = &mut item.body else { continue };
        for field in fields.iter_mut().filter(|field| !field.kind.is_collection) {
            if let Value::Item(value) = &field.kind.value {
                let all = reached.entry(value.clone()).or_insert_with(|| reach(&held, value));
                field.kind.is_boxed = all.contains(item.name.as_str());
            }
        }
    }
}

/// Returns the items that a value of an item may hold in itself, at any depth, and the item itself.
fn reach<'h>(held: &'h HashMap<String, Vec<String>>, name: &str) -> HashSet<&'h str> {
    let mut found = HashSet::new();
    let mut open: Vec<&str> = held.get_key_value(name).map(|(name, _)| name.as_str()).into_iter().collect();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(held.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    found
}

/// Returns the items that a value holds in itself.
fn held(item: &Item) -> Vec<String> {
    if let Body::OneOf { types } = &item.body {
        return types.clone();
    }
    let single = item.fields().iter().filter(|field| !field.kind.is_collection);
    single
        .filter_map(|field| match &field.kind.value {
            Value::Item(held) => Some(held.clone()),
            _ => None,
        })
        .collect()
}
