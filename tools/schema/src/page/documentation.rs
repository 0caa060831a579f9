//! The pages of a folder, with the links between them.

use std::collections::{BTreeSet, HashMap};

use super::read::file_name;
use super::{Page, PageFault, PageFaultKind, PageKind, TypeWords};

/// Returns the version that the last folder in a path is called after that is called after one.
pub(super) fn version_in(path: &str) -> Option<&'static str> {
    path.split('/').rev().find_map(version)
}

/// Returns the version that a folder's name is.
pub(super) fn version(name: &str) -> Option<&'static str> {
    ["beta", "v1.0"].into_iter().find(|version| name == *version)
}

/// The version of a page that names none.
const DEFAULT_VERSION: &str = "v1.0";

/// The pages of both versions of Graph.
#[derive(Debug, Default)]
pub struct Documentation {
    pages: Vec<Documented>,
    /// The places of pages, by version and file name in lower case.
    places: HashMap<(String, String), usize>,
}

/// A page of the documentation, and its file.
#[derive(Debug)]
pub struct Documented {
    /// The path below the folder: `beta/api/shelf-update.md`.
    pub path: String,
    /// The version of Graph: the folder's, or the one that the page names, or `v1.0`.
    pub version: String,
    /// The page.
    pub page: Page,
}

/// The kinds of types that words can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeKind {
    /// One of OData's primitive types.
    Primitive,
    /// An enumeration type.
    Enum,
    /// A complex type.
    Complex,
    /// An entity type.
    Entity,
    /// No page describes the type.
    Unknown,
}

impl Documentation {
    /// Adds a page. The last part of its path is the page's name. A page that is there already is not added.
    pub fn add(&mut self, path: &str, text: &str) {
        self.add_of(version_in(path), path, text, |_| None);
    }

    /// Adds a page of a version, or without one of the version that its path or its text names. What the page
    /// includes is asked for by the address of the file, relative to the page.
    pub(super) fn add_of(
        &mut self,
        version: Option<&str>,
        path: &str,
        text: &str,
        included: impl Fn(&str) -> Option<String>,
    ) -> &Page {
        let name = file_name(path).unwrap_or_else(|| path.to_owned());
        let mut page = Page::parse(&name, text);
        page.include(included);
        let version = version.or(page.version.as_deref()).unwrap_or(DEFAULT_VERSION).to_owned();
        let key = (version.clone(), name.to_lowercase());
        let known = self.places.get(&key).copied();
        let is_same = |known: &Page| known.title == page.title && known.addresses == page.addresses;
        if let Some(known) = known.filter(|known| is_same(&self.pages[*known].page)) {
            return &self.pages[known].page;
        }
        for fault in &mut page.faults {
            path.clone_into(&mut fault.page);
        }
        self.places.insert(key, self.pages.len());
        self.pages.push(Documented { path: path.to_owned(), version, page });
        &self.pages[self.pages.len() - 1].page
    }

    /// Returns the versions of Graph that pages describe, sorted.
    pub fn versions(&self) -> BTreeSet<&str> {
        self.pages.iter().map(|documented| documented.version.as_str()).collect()
    }

    /// Returns all pages in the order in which they were added.
    pub fn pages(&self) -> impl Iterator<Item = &Documented> {
        self.pages.iter()
    }

    /// Returns the page of a version that a link points to, by the file's name in any case.
    pub fn linked(&self, version: &str, link: &str) -> Option<&Documented> {
        let place = self.places.get(&(version.to_owned(), file_name(link)?.to_lowercase()))?;
        self.pages.get(*place)
    }

    /// Returns the page that describes a type, by the link that the words for the type have.
    pub fn type_page(&self, version: &str, words: &TypeWords) -> Option<&Documented> {
        let linked = self.linked(version, words.link.as_deref()?)?;
        matches!(linked.page.kind, PageKind::Resource | PageKind::Enum).then_some(linked)
    }

    /// Returns the kind of the type that the words mean, by the page of the type.
    pub fn type_kind(&self, version: &str, words: &TypeWords) -> TypeKind {
        if words.is_primitive() {
            return TypeKind::Primitive;
        }
        match self.type_page(version, words).map(|documented| &documented.page) {
            None => TypeKind::Unknown,
            Some(page) if page.kind == PageKind::Enum => TypeKind::Enum,
            Some(page) if page.annotations.contains_key("keyProperty") => TypeKind::Entity,
            Some(_) => TypeKind::Complex,
        }
    }

    /// Returns the faults of all pages.
    pub fn faults(&self) -> impl Iterator<Item = &PageFault> {
        self.pages.iter().flat_map(|documented| &documented.page.faults)
    }
}

impl Page {
    /// Adds the tables of permissions in other files. Their rows are at the line that includes them.
    fn include(&mut self, included: impl Fn(&str) -> Option<String>) {
        let permissions = &mut self.permissions;
        self.faults.retain(|fault| {
            let PageFaultKind::IncludedTable(file) = &fault.kind else { return true };
            let Some(text) = included(file) else { return true };
            let mut found = Self::parse(file, &format!("## Permissions\n{text}")).permissions;
            for row in &mut found {
                row.line = fault.line;
            }
            permissions.extend_from_slice(&found);
            found.is_empty()
        });
    }
}
