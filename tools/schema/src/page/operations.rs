//! Actions and functions.

use std::collections::HashMap;

use crate::annotation::Annotations;
use crate::operation::{Operation, OperationKind, Parameter, ReturnType};
use crate::source::Fact;
use crate::structure::TypeName;

use super::calls::scopes;
use super::declared::annotations;
use super::model::Builder;
use super::targets::Targets;
use super::{Documented, PageKind, PropertyRow};

/// Adds the operations, after the types and what leads to them.
pub(super) fn add(builder: &mut Builder<'_>, targets: &Targets) {
    let listing = listing(builder);
    for documented in builder.pages() {
        let kind = match documented.page.kind {
            PageKind::Action => OperationKind::Action,
            PageKind::Function => OperationKind::Function,
            _ => continue,
        };
        if let Some(operation) = operation(builder, documented, kind, targets, &listing) {
            builder.metadata.operations.push(operation);
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
    targets: &Targets,
    listing: &HashMap<String, Vec<String>>,
) -> Option<Operation> {
    let page = &documented.page;
    let subject = page.subject.as_deref()?;
    let name =
        if subject.contains('.') { subject.to_owned() } else { format!("{}.{subject}", page.namespace) };
    let line = page.addresses.first().map_or(1, |address| address.line);
    let binding = binding(builder, documented, targets, listing);
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
            nullable: !words.kind.is_collection,
            kind: builder.resolve(words),
            nullable_items: None,
            is_delta: false,
            source: documented.source(line),
        }),
        annotations: Annotations {
            addresses: addresses(documented),
            scopes: scopes(documented, &page.permissions),
            ..annotations(&page.summary, page.deprecation.clone(), documented, 1)
        },
        source: documented.source(line),
    })
}

fn addresses(documented: &Documented) -> Vec<Fact<String>> {
    let addresses = documented.page.addresses.iter();
    let fact = |line, template: &str| Fact { value: template.to_owned(), source: documented.source(line) };
    addresses.map(|address| fact(address.line, &address.template)).collect()
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

/// Returns what an operation is called on: the type at its address without the last segment. Where no page
/// says so, it is the type whose page lists it, and a placeholder before it means a single entity.
fn binding(
    builder: &Builder<'_>,
    documented: &Documented,
    targets: &Targets,
    listing: &HashMap<String, Vec<String>>,
) -> Option<TypeName> {
    let listed = listing.get(&documented.page.name).and_then(|names| names.first());
    let mut guess = None;
    for template in documented.page.templates() {
        let (target, _) = template.rsplit_once('/')?;
        if target.is_empty() {
            return None;
        }
        if let Some(kind) = targets.at(builder, target) {
            return Some(TypeName { name: listed.unwrap_or(&kind.name).clone(), ..kind });
        }
        let is_collection = !target.ends_with('}');
        guess = guess.or_else(|| Some(TypeName { name: listed?.clone(), is_collection }));
    }
    guess
}
