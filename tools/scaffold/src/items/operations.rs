//! The operations of an entity, from what the metadata states about its address.

use graph_entity_schema::{Fact, Metadata, Restrictions, UpdateMethod};

use crate::addresses::Address;

/// The operations of an entity that does not list any.
const USUAL: &[&str] = &["get", "list", "create", "update", "delete"];

/// Returns the supported operations, or nothing if they are the usual ones.
pub(super) fn supported(
    metadata: &Metadata,
    name: &str,
    address: &Address,
    is_abstract: bool,
) -> Vec<&'static str> {
    let stated = |of: fn(&Restrictions) -> Option<&Fact<bool>>| {
        address.restrictions.iter().find_map(of).map(|fact| fact.value)
    };
    let is_collection = address.is_collection;
    let readable = stated(|it| it.readable.as_ref()).unwrap_or(true);
    // An abstract type has no values of its own: what is created or changed has a type that derives from it.
    let updatable = !is_abstract && stated(|it| it.updatable.as_ref()).unwrap_or(true);
    let methods = address.restrictions.iter().find_map(|it| it.update_methods.as_ref());
    let has_method = |method| methods.is_none_or(|methods| methods.value.contains(&method));
    let is_replaced = methods.is_some_and(|methods| methods.value.contains(&UpdateMethod::Put)) && updatable;
    let is_supported = |operation: &str| match operation {
        "get" => readable && stated(|it| it.readable_by_key.as_ref()).unwrap_or(true),
        "list" => readable && is_collection,
        "create" => is_collection && !is_abstract && stated(|it| it.insertable.as_ref()).unwrap_or(true),
        "update" => updatable && has_method(UpdateMethod::Patch),
        "delete" => stated(|it| it.deletable.as_ref()).unwrap_or(true),
        "replace" => is_replaced,
        "upsert" => updatable && stated(|it| it.upsertable.as_ref()).unwrap_or(false),
        _ => is_collection && has_delta(metadata, name),
    };
    let all = USUAL.iter().chain(&["replace", "upsert", "delta"]).copied();
    let found: Vec<&'static str> = all.filter(|operation| is_supported(operation)).collect();
    let is_needed = |operation: &&&str| is_collection || !matches!(**operation, "list" | "create");
    let usual: Vec<&str> = USUAL.iter().filter(is_needed).copied().collect();
    // Parentheses at the end are those of a function here, and not a key in a collection.
    let is_function = !is_collection && address.template.text.ends_with(')');
    if found == usual && !is_function {
        Vec::new()
    } else if found.is_empty() {
        // An entity has requests, even if the metadata states none.
        vec!["get"]
    } else {
        found
    }
}

/// Whether there is a request for changes of the collection: a function on the type or on one that it extends.
fn has_delta(metadata: &Metadata, name: &str) -> bool {
    let lineage: Vec<&str> = metadata.lineage(name).map(|structure| structure.name.as_str()).collect();
    let operations = metadata.operations().iter().enumerate();
    operations
        .filter_map(|(index, operation)| Some((index, operation.binding()?)))
        .filter(|(_, binding)| lineage.contains(&binding.name.as_str()))
        .any(|(index, _)| crate::selection::is_delta(metadata, index))
}
