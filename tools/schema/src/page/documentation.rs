//! The pages of a folder, with the links between them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::read::file_name;
use super::{Page, PageFault, PageKind, TypeWords};

/// The pages of both versions of Graph.
#[derive(Debug, Default)]
pub struct Documentation {
    pages: Vec<Documented>,
    /// The places of pages, by version and file name in lower case.
    places: HashMap<(String, String), usize>,
}

/// A page of the documentation, and where it stands.
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
    /// Reads all pages of a folder and of the folders in it, in the order of their paths. Folders called
    /// `beta` and `v1.0` hold the pages of these versions.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        files.sort();
        let mut documentation = Self::default();
        for file in files {
            let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            documentation.add(&path, &String::from_utf8_lossy(&fs::read(&file)?));
        }
        Ok(documentation)
    }

    /// Adds a page. The last part of its path is the page's name.
    pub fn add(&mut self, path: &str, text: &str) {
        let name = file_name(path).unwrap_or_else(|| path.to_owned());
        let mut page = Page::parse(&name, text);
        for fault in &mut page.faults {
            path.clone_into(&mut fault.page);
        }
        let folder = path.split('/').find(|part| matches!(*part, "beta" | "v1.0"));
        let version = folder.or(page.version.as_deref()).unwrap_or("v1.0").to_owned();
        self.places.insert((version.clone(), name.to_lowercase()), self.pages.len());
        self.pages.push(Documented { path: path.to_owned(), version, page });
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

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else if entry.path().extension().is_some_and(|extension| extension == "md") {
            files.push(entry.path());
        }
    }
    Ok(())
}
