//! Where a command has its facts from: metadata documents, `FILE` or `VERSION=FILE`, and documentation pages.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use graph_entity_schema::declared::Item;
use graph_entity_schema::page::Documentation;
use graph_entity_schema::{Apis, Metadata, lock};

/// The versions of Graph.
const VERSIONS: [&str; 2] = ["v1.0", "beta"];

/// A metadata document of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The version, if it is given with the file.
    pub version: Option<&'static str>,
    /// The file.
    pub file: PathBuf,
}

/// Where facts about Graph come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Metadata documents, one for each version.
    pub documents: Vec<Document>,
    /// Folders of documentation pages, or single pages.
    pub pages: Vec<PathBuf>,
    /// The lock that names them. `None` if the user names them.
    pub lock: Option<PathBuf>,
}

/// A metadata document that cannot be read, or whose version is not known.
#[derive(Debug)]
pub struct DocumentError {
    file: PathBuf,
    reason: String,
    /// What to do about it, a sentence.
    mend: Option<String>,
}

impl DocumentError {
    fn new(file: &Path, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), reason: reason.into(), mend: None }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.reason)?;
        self.mend.iter().try_for_each(|mend| write!(f, "\n  {mend}"))
    }
}

impl std::error::Error for DocumentError {}

impl FromStr for Document {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let given = text.split_once('=').and_then(|(version, file)| {
            let version = VERSIONS.into_iter().find(|known| *known == version)?;
            Some(Self { version: Some(version), file: file.into() })
        });
        Ok(given.unwrap_or_else(|| Self { version: None, file: text.into() }))
    }
}

/// Writes `VERSION=FILE`, or only the file.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(version) = &self.version {
            write!(f, "{version}=")?;
        }
        write!(f, "{}", self.file.display())
    }
}

impl Document {
    /// Reads the document. The source of its facts is its path.
    ///
    /// # Errors
    /// The file cannot be read, or is not a CSDL document.
    pub fn read(&self) -> Result<Metadata, DocumentError> {
        self.read_as(&self.file.to_string_lossy())
    }

    /// Reads the document. The source of its facts is `name`, for output that must not depend on the user's
    /// folders.
    ///
    /// # Errors
    /// The file cannot be read, or is not a CSDL document.
    pub fn read_as(&self, name: &str) -> Result<Metadata, DocumentError> {
        let failed = |reason: &dyn fmt::Display| DocumentError::new(&self.file, reason.to_string());
        let text = std::fs::read_to_string(&self.file).map_err(|error| failed(&error))?;
        Metadata::parse(name, &text).map_err(|error| failed(&error))
    }

    /// Returns the version in the name of the file: `beta` for `beta-2026-11-29.xml`.
    pub fn version_in_name(&self) -> Option<&'static str> {
        let name = self.file.file_name()?.to_string_lossy();
        VERSIONS.into_iter().find(|version| name.contains(version))
    }
}

/// Reads documentation pages: all of a folder, or a single one.
///
/// # Errors
/// A file or a folder cannot be read, or a folder has no page.
pub fn read_pages(paths: &[PathBuf]) -> Result<Documentation, DocumentError> {
    let mut documentation = Documentation::default();
    for path in paths {
        let failed = |reason: &dyn fmt::Display| DocumentError::new(path, reason.to_string());
        let before = documentation.pages().count();
        documentation.read_more(path).map_err(|error| failed(&error))?;
        if path.is_dir() && documentation.pages().count() == before {
            return Err(failed(&"there is no page, a file `*.md`, in it that is not read already"));
        }
    }
    Ok(documentation)
}

impl Sources {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.pages.is_empty()
    }

    /// Reads the metadata of each version. A document without a version is of `api`, or of the version in the
    /// name of the file, or of the only one that the items have.
    ///
    /// What pages say is added to the document of their version, which is believed first. A version that the
    /// items have and no document describes is made from the pages only.
    ///
    /// # Errors
    /// A document or a folder that cannot be read, or a document whose version is not clear.
    pub fn apis(&self, api: Option<&str>, items: &[Item]) -> Result<Apis, DocumentError> {
        let declared: BTreeSet<&str> = items.iter().filter_map(Item::version).collect();
        let mut apis = Apis::new();
        for document in &self.documents {
            let only = declared.first().copied().filter(|_| declared.len() == 1);
            let version = document.version.or(api).or_else(|| document.version_in_name()).or(only);
            let Some(version) = version else {
                let reason = "which version of Graph is it? Write `--csdl beta=FILE` or `--csdl v1.0=FILE`";
                return Err(DocumentError::new(&document.file, reason));
            };
            let metadata = document.read().map_err(|error| self.with_mend(error))?;
            if apis.insert(version.to_owned(), metadata).is_some() {
                let reason =
                    format!("it is the second document of Graph {version}: give one for each version");
                return Err(DocumentError::new(&document.file, reason));
            }
        }
        let documentation = read_pages(&self.pages).map_err(|error| self.with_mend(error))?;
        for version in documentation.versions() {
            let pages = documentation.metadata(version);
            if let Some(metadata) = apis.get_mut(version) {
                // Where the two do not agree, the document is believed.
                metadata.merge(&pages);
            } else if declared.contains(version) {
                apis.insert(version.to_owned(), pages);
            }
        }
        Ok(apis)
    }

    /// The options that a lock keeps: with the versions, and relative to a folder, so that they are the same on
    /// every machine.
    pub(crate) fn options(&self, folder: &Path, apis: &Apis) -> Vec<String> {
        let only = VERSIONS.into_iter().find(|version| apis.len() == 1 && apis.contains_key(*version));
        let documents = self.documents.iter().map(|document| {
            let version = document.version.or_else(|| document.version_in_name()).or(only);
            format!("{CSDL}{}", Document { version, file: relative(&document.file, folder) })
        });
        let pages = self.pages.iter().map(|pages| format!("{DOCS}{}", relative(pages, folder).display()));
        // Windows takes `/`, too.
        documents.chain(pages).map(|option| option.replace('\\', "/")).collect()
    }

    /// Adds the options to give instead to an error about a file that a lock names. Given options replace all
    /// of the lock's, so all of them are listed.
    fn with_mend(&self, error: DocumentError) -> DocumentError {
        let Some(lock) = &self.lock else { return error };
        let placed = |path: &Path, placeholder: &str| {
            if path == error.file { PathBuf::from(placeholder) } else { path.to_owned() }
        };
        let documents = self.documents.iter().map(|document| {
            let file = placed(&document.file, "FILE");
            format!("--{CSDL}{}", Document { file, version: document.version })
        });
        let pages = self.pages.iter().map(|path| format!("--{DOCS}{}", placed(path, "FOLDER").display()));
        let options: Vec<String> = documents.chain(pages).collect();
        let lock = lock.display();
        let mend = format!("{lock} names it: if it is elsewhere now, write `{}`", options.join(" "));
        DocumentError { mend: Some(mend), ..error }
    }

    /// Returns what a lock was written from: the file of the lock, and its text.
    pub fn remembered(lock: &Path, text: &str) -> Self {
        let folder = lock.parent().unwrap_or(Path::new(""));
        let mut found = Self { lock: Some(lock.to_owned()), ..Self::default() };
        for option in lock::options(text) {
            if let Some(Ok(document)) = option.strip_prefix(CSDL).map(str::parse::<Document>) {
                found.documents.push(Document { file: folder.join(&document.file), ..document });
            } else if let Some(pages) = option.strip_prefix(DOCS) {
                found.pages.push(folder.join(pages));
            }
        }
        found
    }
}

const CSDL: &str = "csdl ";
const DOCS: &str = "docs ";

/// The path relative to a folder, or the path as it is if it has nothing in common with the folder.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    let (Ok(path), Ok(folder)) = (std::path::absolute(path), std::path::absolute(folder)) else {
        return path.to_owned();
    };
    let common = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    // Only the root: the two have different homes.
    if common < 2 {
        return path;
    }
    let up = folder.components().skip(common).map(|_| Path::new(".."));
    up.chain(path.components().skip(common).map(|component| Path::new(component.as_os_str()))).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Document, Sources, relative};

    #[test]
    fn a_version_may_stand_before_the_file() {
        for (text, version, file) in [
            ("beta=metadata.xml", Some("beta"), "metadata.xml"),
            ("v1.0=a=b.xml", Some("v1.0"), "a=b.xml"),
            ("a=b.xml", None, "a=b.xml"),
            ("metadata.xml", None, "metadata.xml"),
        ] {
            let Ok(document) = text.parse::<Document>();
            assert_eq!((document.version, document.file.as_path()), (version, Path::new(file)));
            assert_eq!(document.to_string(), text);
        }
    }

    #[test]
    fn a_version_may_stand_in_the_name() {
        let in_name = |file: &str| Document { version: None, file: file.into() }.version_in_name();
        assert_eq!(in_name("v1.0/beta-2021.xml"), Some("beta"));
        assert_eq!(in_name("graph-v1.0.xml"), Some("v1.0"));
        assert_eq!(in_name("beta/metadata.xml"), None);
    }

    #[test]
    fn a_document_is_remembered_relative_to_the_package() {
        for (path, folder, expected) in [
            ("/home/a/metadata/beta.xml", "/home/a/project", "../metadata/beta.xml"),
            ("/home/a/project/beta.xml", "/home/a/project", "beta.xml"),
            ("/srv/beta.xml", "/home/a/project", "/srv/beta.xml"),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(folder)), Path::new(expected));
        }
        let text = "# graph-schema 1\n# --csdl beta=../metadata/beta.xml\n# --docs pages\n";
        let found = Sources::remembered(Path::new("/home/a/project/graph-schema.lock"), text);
        let [beta] = found.documents.as_slice() else { panic!("one document") };
        assert_eq!(beta.version, Some("beta"));
        assert_eq!(beta.file, Path::new("/home/a/project/../metadata/beta.xml"));
        assert_eq!(found.pages, [Path::new("/home/a/project/pages")]);
    }
}
