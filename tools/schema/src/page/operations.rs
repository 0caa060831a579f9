//! Actions, functions and the starts of addresses.

use std::collections::{BTreeMap, HashMap};

use crate::annotation::Annotations;
use crate::metadata::Container;
use crate::operation::{Operation, OperationKind, Parameter, ReturnType};
use crate::structure::TypeName;

use super::model::{Addresses, Builder, annotations};
use super::{Documented, PageKind, PropertyRow};

/// Adds the operations and the containers, after the types.
pub(super) fn add(builder: &mut Builder<'_>) {
    let addresses = addresses(builder);
    add_containers(builder, &addresses);
    set_contained(builder, &addresses);
    let listing = listing(builder);
    for documented in builder.pages() {
        let kind = match documented.page.kind {
            PageKind::Action => OperationKind::Action,
            PageKind::Function => OperationKind::Function,
            _ => continue,
        };
        if let Some(operation) = operation(builder, documented, kind, &addresses, &listing) {
            builder.metadata.operations.push(operation);
        }
    }
}

fn addresses(builder: &Builder<'_>) -> Addresses {
    let mut addresses = Addresses::default();
    for documented in builder.pages() {
        let page = &documented.page;
        match page.kind {
            PageKind::Get | PageKind::Update | PageKind::Delete => {
                let Some(name) = documented.qualified_name() else { continue };
                for template in page.templates() {
                    addresses.entities.entry(template.to_owned()).or_insert_with(|| name.clone());
                }
            }
            PageKind::List | PageKind::Create => {
                let Some(name) = builder.entity_type(documented) else { continue };
                for template in page.templates() {
                    addresses.collections.entry(template.to_owned()).or_insert_with(|| name.clone());
                }
            }
            _ => {}
        }
    }
    addresses
}

/// Adds a singleton or a set for each address of one segment.
fn add_containers(builder: &mut Builder<'_>, addresses: &Addresses) {
    let mut sets = BTreeMap::new();
    let mut singletons = BTreeMap::new();
    for documented in builder.pages().filter(|documented| documented.page.kind.is_call()) {
        for address in &documented.page.addresses {
            let mut segments = address.segments();
            let (Some(name), None) = (segments.next(), segments.next()) else { continue };
            let found = match addresses.collections.get(&address.template) {
                Some(type_name) => (&mut sets, type_name),
                None => match addresses.entities.get(&address.template) {
                    Some(type_name) => (&mut singletons, type_name),
                    None => continue,
                },
            };
            found.0.entry(name.to_owned()).or_insert_with(|| Container {
                name: name.to_owned(),
                type_name: found.1.clone(),
                bindings: Vec::new(),
                annotations: Annotations::default(),
                paths: BTreeMap::new(),
                source: documented.source(address.line),
            });
        }
    }
    builder.metadata.sets = sets.into_values().collect();
    builder.metadata.singletons = singletons.into_values().collect();
}

/// Marks the relationships whose entities have addresses below: `.../{shelfId}/books/{bookId}`.
fn set_contained(builder: &mut Builder<'_>, addresses: &Addresses) {
    let mut contained = std::collections::HashSet::new();
    for template in addresses.entities.keys() {
        let segments: Vec<&str> = template.split('/').collect();
        contained.extend(
            segments.windows(2).filter(|pair| pair[1].starts_with('{')).map(|pair| pair[0].to_owned()),
        );
    }
    for structure in builder.metadata.structures.values_mut() {
        for navigation in &mut structure.navigation {
            navigation.contains_target =
                navigation.kind.is_collection && contained.contains(&navigation.name);
        }
    }
}

/// Returns the types whose pages list a page as a method, by the name of its file.
fn listing(builder: &Builder<'_>) -> HashMap<String, Vec<String>> {
    let mut listing: HashMap<String, Vec<String>> = HashMap::new();
    for documented in builder.pages_of(PageKind::Resource) {
        let Some(name) = documented.qualified_name() else { continue };
        for (_, file) in &documented.page.methods {
            listing.entry(file.clone()).or_default().push(name.clone());
        }
    }
    listing
}

fn operation(
    builder: &Builder<'_>,
    documented: &Documented,
    kind: OperationKind,
    addresses: &Addresses,
    listing: &HashMap<String, Vec<String>>,
) -> Option<Operation> {
    let page = &documented.page;
    let subject = page.subject.as_deref()?;
    let name =
        if subject.contains('.') { subject.to_owned() } else { format!("{}.{subject}", page.namespace) };
    let line = page.addresses.first().map_or(1, |address| address.line);
    let binding = binding(documented, addresses, listing);
    let binding_parameter = binding.clone().map(|kind| Parameter {
        name: "bindingParameter".to_owned(),
        kind,
        nullable: false,
        nullable_items: None,
        is_optional: false,
        annotations: Annotations::default(),
        source: documented.source(line),
    });
    let parameters = page.properties.iter().map(|row| parameter(builder, row, documented));
    let result = page.result.as_ref().and_then(|result| Some((result.line, result.kind.as_ref()?)));
    Some(Operation {
        name,
        kind,
        is_bound: binding.is_some(),
        requires_explicit_binding: false,
        is_composable: false,
        parameters: binding_parameter.into_iter().chain(parameters).collect(),
        result: result.map(|(line, words)| ReturnType {
            kind: builder.resolve(words),
            nullable: true,
            nullable_items: None,
            is_delta: false,
            source: documented.source(line),
        }),
        annotations: annotations(&page.summary, page.deprecation.clone(), documented, 1),
        source: documented.source(line),
    })
}

fn parameter(builder: &Builder<'_>, row: &PropertyRow, documented: &Documented) -> Parameter {
    Parameter {
        name: row.name.clone(),
        kind: builder.resolve(&row.kind),
        nullable: row.nullable.unwrap_or(true),
        nullable_items: None,
        is_optional: row.description.trim_start().starts_with("Optional"),
        annotations: annotations(&row.description, None, documented, row.line),
        source: documented.source(row.line),
    }
}

/// Returns what an operation is called on: what stands at its address without the last segment. Where no page
/// says so, it is the type whose page lists it, and a placeholder before it means a single entity.
fn binding(
    documented: &Documented,
    addresses: &Addresses,
    listing: &HashMap<String, Vec<String>>,
) -> Option<TypeName> {
    let listed = listing.get(&documented.page.name).and_then(|names| names.first());
    let mut guess = None;
    for template in documented.page.templates() {
        let (target, _) = template.rsplit_once('/')?;
        if target.is_empty() {
            return None;
        }
        if let Some(name) = addresses.entities.get(target) {
            return Some(TypeName { name: listed.unwrap_or(name).clone(), is_collection: false });
        }
        if let Some(name) = addresses.collections.get(target) {
            return Some(TypeName { name: listed.unwrap_or(name).clone(), is_collection: true });
        }
        let is_collection = !target.ends_with('}');
        guess = guess.or_else(|| Some(TypeName { name: listed?.clone(), is_collection }));
    }
    guess
}
