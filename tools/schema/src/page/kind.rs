//! What a page documents, by its title and its first address.

use super::address::Address;
use super::markdown::Document;
use super::words;
use super::{PageKind, PageResult};

/// Returns the kind that the title says, or the one of the first address if the title is free text.
pub(crate) fn kind(
    document: &Document<'_>,
    title: &str,
    addresses: &[Address],
    result: Option<&PageResult>,
) -> PageKind {
    let words = title.to_lowercase();
    let ends: [(&str, PageKind); 8] = [
        (" resource type", PageKind::Resource),
        (" entity type", PageKind::Resource),
        (" complex type", PageKind::Resource),
        (" enum type", PageKind::Enum),
        (" enumeration type", PageKind::Enum),
        (" enumeration", PageKind::Enum),
        (" action", PageKind::Action),
        (" function", PageKind::Function),
    ];
    if let Some((_, kind)) = ends.iter().find(|(end, _)| words.ends_with(end)) {
        return *kind;
    }
    if document.front_matter.contains("enumPageType") {
        return PageKind::Enum;
    }
    if document.front_matter.contains("resourcePageType") {
        return PageKind::Resource;
    }
    match addresses.first() {
        Some(address) => kind_of_call(&words, address, result),
        // Some pages have a sentence in the place of their address.
        None if !has_call(document) => PageKind::Other,
        None => kind_of_verb(&words),
    }
}

/// Returns whether a page has the sections of a call.
fn has_call(document: &Document<'_>) -> bool {
    let has_response = !document.below(|heading| heading.eq_ignore_ascii_case("response")).is_empty();
    has_response || !document.below(super::read::is_addresses).is_empty()
}

/// Returns the kind that the first word of a title says.
fn kind_of_verb(title: &str) -> PageKind {
    match title.split(' ').next().unwrap_or_default() {
        "get" => PageKind::Get,
        "list" => PageKind::List,
        "create" => PageKind::Create,
        "update" => PageKind::Update,
        "delete" => PageKind::Delete,
        _ => PageKind::Other,
    }
}

/// Returns the kind of a call by its method, and where a method has several by the words of the title.
fn kind_of_call(title: &str, address: &Address, result: Option<&PageResult>) -> PageKind {
    let is_bound = title.contains(": ");
    let last = address.segments().last().unwrap_or_default();
    let is_call = last.contains('(') || last.contains('.') || is_bound;
    let is_collection =
        result.and_then(|result| result.kind.as_ref()).is_some_and(|kind| kind.kind.is_collection);
    match address.method.as_str() {
        "PATCH" | "PUT" => PageKind::Update,
        "DELETE" => PageKind::Delete,
        "POST" if is_call => PageKind::Action,
        "POST" if ["create", "add", "post", "new"].iter().any(|word| title.starts_with(word)) => {
            PageKind::Create
        }
        "POST" => PageKind::Action,
        _ if title.starts_with("list") => PageKind::List,
        _ if title.starts_with("get") && !is_call => PageKind::Get,
        _ if is_call => PageKind::Function,
        _ if is_collection => PageKind::List,
        _ => PageKind::Get,
    }
}

/// Returns the name in a title, `Update shelf` or `shelf resource type`. The name of an action or a function is
/// the last segment of its address, if the title is `Move a shelf` or `shelf: move`.
pub(crate) fn subject(title: &str, kind: PageKind, addresses: &[Address]) -> Option<String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_operation = matches!(kind, PageKind::Action | PageKind::Function);
    let name = match words.as_slice() {
        _ if kind == PageKind::Other => return None,
        [.., name, "action" | "function"] if is_operation => name,
        words if is_operation => match addresses.first() {
            Some(address) => address.segments().last()?.split('(').next()?,
            None => words.last()?,
        },
        [name, ..] if kind.is_call() && name.ends_with(':') => name.trim_end_matches(':'),
        [_, words @ ..] if kind.is_call() => {
            let name = one_name(words)?;
            return words::is_name(name).then(|| words::type_case(name));
        }
        [name] | [name, .., "type" | "enumeration"] if !kind.is_call() => name,
        _ => return None,
    };
    let name = name.trim_matches('*');
    name.split('.').all(words::is_name).then(|| name.to_owned())
}

/// Returns the only word that is not one of the words around a name: `a new shelf object (deprecated)`.
fn one_name<'a>(words: &[&'a str]) -> Option<&'a str> {
    const AROUND: [&str; 8] = ["a", "an", "the", "new", "object", "resource", "properties", "(deprecated)"];
    let mut names = words.iter().filter(|word| !AROUND.contains(word));
    // `Update resource` is about a type of that name.
    names.next().or(words.last().filter(|_| words.len() == 1)).filter(|_| names.next().is_none()).copied()
}
