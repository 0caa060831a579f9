//! The declared items that a change concerns.

use super::operations::subject;
use super::{Change, ChangeKind, Element};
use crate::address::Target;
use crate::declared::{Item, Shape};
use crate::metadata::Metadata;

/// The names of the items that a change concerns.
pub(super) fn by(change: &Change, items: &[Item], old: &Metadata, new: &Metadata) -> Vec<String> {
    let is_touched = |item: &&Item| match change.element {
        Element::Type => is_of(item, &change.subject, old, new) || is_new_choice(item, change, new),
        Element::Property | Element::Member => {
            is_of(item, &change.subject, old, new)
                && (change.kind == ChangeKind::Added || declares(item, change.member.as_deref()))
        }
        Element::Address => item.route().is_some_and(|route| {
            route.addresses.iter().any(|address| {
                let rest = address.text.strip_prefix(&change.subject);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
            })
        }),
        Element::Operation | Element::Parameter => {
            calls(item, &change.subject, old, new)
                && (change.element == Element::Operation
                    || change.kind == ChangeKind::Added
                    || declares(item, change.member.as_deref()))
        }
    };
    items.iter().filter(is_touched).map(|item| item.name.clone()).collect()
}

/// Whether the item's type is a type, or derives from it.
fn is_of(item: &Item, name: &str, old: &Metadata, new: &Metadata) -> bool {
    old.is_a(&item.type_name, name) || new.is_a(&item.type_name, name)
}

/// Whether the change adds a type that a choice may have.
fn is_new_choice(item: &Item, change: &Change, new: &Metadata) -> bool {
    matches!(item.shape, Shape::OneOf { .. })
        && change.kind == ChangeKind::Added
        && new.is_a(&change.subject, &item.type_name)
}

fn declares(item: &Item, member: Option<&str>) -> bool {
    let is_it = |name: &str| member == Some(name);
    match &item.shape {
        Shape::Enumeration { members, .. } => members.iter().any(|member| is_it(&member.name)),
        _ => item.properties().iter().any(|property| is_it(&property.name)),
    }
}

/// Whether an address of the item is that of an operation.
fn calls(item: &Item, name: &str, old: &Metadata, new: &Metadata) -> bool {
    let Shape::Call { route, .. } = &item.shape else { return false };
    let leads_to = |metadata: &Metadata, text: &str| match metadata.resolve(text) {
        Ok(Target::Operations(overloads)) => overloads.into_iter().any(|overload| subject(overload) == name),
        _ => false,
    };
    route.addresses.iter().any(|address| leads_to(old, &address.text) || leads_to(new, &address.text))
}

/// The declared addresses that lead elsewhere than before, except where a change of the operation says so.
pub(super) fn addresses(items: &[Item], old: &Metadata, new: &Metadata) -> Vec<Change> {
    let mut changes = Vec::new();
    for item in items {
        for address in item.route().into_iter().flat_map(|route| &route.addresses) {
            let Ok(was) = old.resolve(&address.text) else { continue };
            let (kind, message) = match new.resolve(&address.text) {
                Err(error) => {
                    (ChangeKind::Removed, format!("address `{}` is gone: {}", address.text, error.reason))
                }
                Ok(is) => match (name_of(&was), name_of(&is)) {
                    (Some(was), Some(is)) if was != is => {
                        let text = &address.text;
                        (
                            ChangeKind::Changed,
                            format!("address `{text}` is now that of `{is}`, not of `{was}`"),
                        )
                    }
                    _ => continue,
                },
            };
            let Some(source) = source_of(&was, old) else { continue };
            changes.push(Change {
                kind,
                element: Element::Address,
                subject: address.text.clone(),
                member: None,
                message,
                source,
                touched: vec![item.name.clone()],
            });
        }
    }
    changes
}

fn name_of<'a>(target: &Target<'a>) -> Option<&'a str> {
    match target {
        Target::Entity(name) | Target::Collection(name) => Some(name),
        _ => None,
    }
}

/// Where what an address leads to is declared.
fn source_of(target: &Target<'_>, metadata: &Metadata) -> Option<crate::source::Source> {
    match target {
        Target::Operations(overloads) => overloads.first().map(|overload| overload.source.clone()),
        _ => metadata.structure(name_of(target)?).map(|structure| structure.source.clone()),
    }
}
