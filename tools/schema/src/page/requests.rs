//! The requests to the entities of a type.

use std::collections::BTreeMap;

use crate::annotation::Scopes;
use crate::source::{Fact, Source};

use super::calls::scopes;
use super::{Address, Documentation, Documented, PageKind};

/// The requests to the entities of a type that pages document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requests {
    /// The addresses of one entity with their placeholders, in the order of the page of its update, and after
    /// them those that only the pages of its read and its deletion have.
    pub entity: Vec<Fact<String>>,
    /// The addresses of lists of entities, and of creations.
    pub collection: Vec<Fact<String>>,
    /// The paths of the pages, by what they document: reads, lists, creations, updates and deletions. Some types
    /// have a page for each workload.
    pub pages: BTreeMap<PageKind, Vec<String>>,
    /// The permissions for an update, or if no page documents one, for a creation, a deletion, a read or a
    /// list.
    pub scopes: Option<Fact<Scopes>>,
    /// Where a page says that an update is a PUT, if none says that it is a PATCH.
    pub put: Option<Source>,
}

/// The kinds of pages, those with the best addresses and permissions first.
const KINDS: [PageKind; 5] =
    [PageKind::Update, PageKind::Create, PageKind::Delete, PageKind::Get, PageKind::List];

impl Documentation {
    /// Returns the requests that pages of a version document, by the qualified names of the entity types.
    pub fn requests(&self, version: &str) -> BTreeMap<String, Requests> {
        let mut all: BTreeMap<String, Requests> = BTreeMap::new();
        for kind in KINDS {
            for documented in self.of_version(version).filter(|documented| documented.page.kind == kind) {
                if let Some(name) = self.entity_type(documented) {
                    all.entry(name).or_default().add(documented);
                }
            }
        }
        all
    }

    /// Returns the type of the entities that a page's requests are about: the one in its title, or the one of
    /// the reply if the title has a plural.
    pub(super) fn entity_type(&self, documented: &Documented) -> Option<String> {
        documented.qualified_name().or_else(|| {
            let words =
                documented.page.result.as_ref()?.kind.as_ref().filter(|words| !words.is_primitive())?;
            Some(self.resolve(&documented.version, words).name)
        })
    }
}

impl Requests {
    fn add(&mut self, documented: &Documented) {
        let page = &documented.page;
        let addresses = match page.kind {
            PageKind::List | PageKind::Create => &mut self.collection,
            _ => &mut self.entity,
        };
        // A page of an update may list a creation beside it.
        let method = page.addresses.first().map(|address| address.method.as_str());
        let is_own = |address: &&Address| Some(address.method.as_str()) == method;
        for address in page.addresses.iter().filter(is_own) {
            if !addresses.iter().any(|known| known.value == address.template) {
                let source = documented.source(address.line);
                addresses.push(Fact { value: address.template.clone(), source });
            }
        }
        if self.scopes.is_none() {
            self.scopes = scopes(documented, &page.permissions);
        }
        if page.kind == PageKind::Update {
            let has = |method: &str| page.addresses.iter().find(|address| address.method == method);
            let put = has("PUT").filter(|_| has("PATCH").is_none());
            let is_first = !self.pages.contains_key(&PageKind::Update);
            self.put = put.filter(|_| is_first || self.put.is_some()).map(|put| documented.source(put.line));
        }
        self.pages.entry(page.kind).or_default().push(documented.path.clone());
    }
}
