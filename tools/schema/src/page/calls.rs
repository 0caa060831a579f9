//! What the pages of its calls say about an entity type: its addresses, the requests that it supports, and the
//! permissions for a change.

use std::collections::BTreeMap;

use crate::annotation::{Restrictions, Scopes, UpdateMethod};
use crate::source::{Fact, Source};
use crate::structure::StructureKind;

use super::model::Builder;
use super::{Account, Documented, PageKind, Permissions, Requests};

/// Adds the facts to the types.
pub(super) fn add(builder: &mut Builder<'_>) {
    let requests = builder.requests();
    for (name, requests) in &requests {
        let addresses = addresses(name, requests);
        let Some(structure) = builder.metadata.structures.get_mut(name) else { continue };
        structure.annotations.addresses = addresses;
        structure.annotations.scopes.clone_from(&requests.scopes);
        if let Some(source) = &requests.put {
            structure.annotations.restrictions.update_methods =
                Some(Fact { value: vec![UpdateMethod::Put], source: source.clone() });
        }
    }
    for documented in builder.pages_of(PageKind::Resource) {
        let Some(name) = documented.qualified_name() else { continue };
        let stated = builder.stated_calls(documented);
        let called = requests.get(&name);
        let Some(structure) = builder.metadata.structures.get_mut(&name) else { continue };
        if structure.kind == StructureKind::Entity {
            restrict(&mut structure.annotations.restrictions, &stated, called, &documented.source(1));
        }
    }
}

/// Returns the addresses of one entity. Where pages only have those of its collection, a key follows.
fn addresses(name: &str, requests: &Requests) -> Vec<Fact<String>> {
    if !requests.entity.is_empty() {
        return requests.entity.clone();
    }
    let short_name = name.rsplit('.').next().unwrap_or(name);
    let with_key = |address: &Fact<String>| Fact {
        value: format!("{}/{{{short_name}Id}}", address.value),
        source: address.source.clone(),
    };
    requests.collection.iter().map(with_key).collect()
}

impl Builder<'_> {
    /// Returns the requests that a resource page lists as methods, each with its place.
    fn stated_calls(&self, documented: &Documented) -> BTreeMap<PageKind, Source> {
        let methods = documented.page.methods.iter().filter_map(|(line, file)| {
            let kind = match self.linked_kind(file) {
                Some(kind) => kind,
                None => kind_by_name(file)?,
            };
            Some((kind, documented.source(*line)))
        });
        methods.collect()
    }
}

/// Returns the kind of a page that is not there, by the end of its file's name.
fn kind_by_name(file: &str) -> Option<PageKind> {
    match file.trim_end_matches(".md").rsplit('-').next()? {
        "get" => Some(PageKind::Get),
        "list" => Some(PageKind::List),
        "create" | "post" => Some(PageKind::Create),
        "update" => Some(PageKind::Update),
        "delete" => Some(PageKind::Delete),
        _ => None,
    }
}

/// States which requests are supported: those that the page of the type lists and those that have a page. A page
/// that lists none of them says nothing.
fn restrict(
    restrictions: &mut Restrictions,
    stated: &BTreeMap<PageKind, Source>,
    called: Option<&Requests>,
    page: &Source,
) {
    use PageKind::{Create, Delete, Get, List, Update};
    if ![Get, List, Create, Update, Delete].iter().any(|kind| stated.contains_key(kind)) {
        return;
    }
    let support = |kind: PageKind| {
        let has_page = called.is_some_and(|requests| requests.pages.contains_key(&kind));
        let source = stated.get(&kind).unwrap_or(page).clone();
        Some(Fact { value: has_page || stated.contains_key(&kind), source })
    };
    restrictions.readable = support(List);
    restrictions.readable_by_key = support(Get);
    restrictions.insertable = support(Create);
    restrictions.updatable = support(Update);
    restrictions.deletable = support(Delete);
}

/// Returns the permissions of all rows, each once. Pages that workloads share have rows for each.
pub(super) fn scopes(documented: &Documented, rows: &[Permissions]) -> Option<Fact<Scopes>> {
    let mut found = Scopes::default();
    for row in rows {
        let names = match row.account {
            Account::DelegatedWork => &mut found.delegated,
            Account::Application => &mut found.application,
            Account::DelegatedPersonal => continue,
        };
        for name in &row.names {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    let is_empty = found.delegated.is_empty() && found.application.is_empty();
    let line = rows.first()?.line;
    (!is_empty).then(|| Fact { value: found, source: documented.source(line) })
}
