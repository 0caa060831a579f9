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
    pub version: Option<String>,
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
}

/// A metadata document that cannot be read, or whose version is not known.
#[derive(Debug)]
pub struct DocumentError {
    file: PathBuf,
    reason: String,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.reason)
    }
}

impl std::error::Error for DocumentError {}

impl FromStr for Document {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.split_once('=') {
            Some((version, file)) if VERSIONS.contains(&version) => {
                Self { version: Some(version.to_owned()), file: file.into() }
            }
            _ => Self { version: None, file: text.into() },
        })
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
    /// Reads the document.
    ///
    /// # Errors
    /// The file cannot be read, or is not a CSDL document.
    pub fn read(&self) -> Result<Metadata, DocumentError> {
        read(&self.file)
    }
}

/// Reads a metadata document.
///
/// # Errors
/// The file cannot be read, or is not a CSDL document.
fn read(file: &Path) -> Result<Metadata, DocumentError> {
    let failed = |reason: String| DocumentError { file: file.to_owned(), reason };
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    Metadata::parse(&file.to_string_lossy(), &text).map_err(|error| failed(error.to_string()))
}

/// Reads documentation pages: all of a folder, or a single one.
///
/// # Errors
/// A file or a folder cannot be read, or a folder has no page.
pub fn read_pages(paths: &[PathBuf]) -> Result<Documentation, DocumentError> {
    let mut documentation = Documentation::default();
    for path in paths {
        let failed = |reason: String| DocumentError { file: path.clone(), reason };
        let before = documentation.pages().count();
        documentation.read_more(path).map_err(|error| failed(error.to_string()))?;
        if path.is_dir() && documentation.pages().count() == before {
            return Err(failed("there is no page, a file `*.md`, in it that is not read already".to_owned()));
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
            let version = document.version.as_deref().or(api).or_else(|| in_name(&document.file)).or(only);
            let failed = |reason: String| DocumentError { file: document.file.clone(), reason };
            let Some(version) = version else {
                let reason = "which version of Graph is it? Write `--csdl beta=FILE` or `--csdl v1.0=FILE`";
                return Err(failed(reason.to_owned()));
            };
            if apis.insert(version.to_owned(), document.read()?).is_some() {
                let reason =
                    format!("it is the second document of Graph {version}: give one for each version");
                return Err(failed(reason));
            }
        }
        let documentation = read_pages(&self.pages)?;
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
        let only = apis.keys().next().filter(|_| apis.len() == 1);
        let documents = self.documents.iter().map(|document| {
            let version = document.version.as_deref().or_else(|| in_name(&document.file));
            let version = version.or(only.map(String::as_str)).map(str::to_owned);
            format!("{CSDL}{}", Document { version, file: relative(&document.file, folder) })
        });
        let pages = self.pages.iter().map(|pages| format!("{DOCS}{}", relative(pages, folder).display()));
        // Windows takes `/`, too.
        documents.chain(pages).map(|option| option.replace('\\', "/")).collect()
    }

    /// Returns what a lock was written from: the text of the lock, and the folder that it lies in.
    pub fn remembered(text: &str, folder: &Path) -> Self {
        let mut found = Self::default();
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

/// The version in the name of a file.
fn in_name(file: &Path) -> Option<&'static str> {
    let name = file.file_name()?.to_string_lossy();
    VERSIONS.into_iter().find(|version| name.contains(version))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Document, Sources, in_name, relative};

    #[test]
    fn a_version_may_stand_before_the_file() {
        for (text, version, file) in [
            ("beta=metadata.xml", Some("beta"), "metadata.xml"),
            ("v1.0=a=b.xml", Some("v1.0"), "a=b.xml"),
            ("a=b.xml", None, "a=b.xml"),
            ("metadata.xml", None, "metadata.xml"),
        ] {
            let Ok(document) = text.parse::<Document>();
            assert_eq!((document.version.as_deref(), document.file.as_path()), (version, Path::new(file)));
            assert_eq!(document.to_string(), text);
        }
    }

    #[test]
    fn a_version_may_stand_in_the_name() {
        assert_eq!(in_name(Path::new("v1.0/beta-2021.xml")), Some("beta"));
        assert_eq!(in_name(Path::new("graph-v1.0.xml")), Some("v1.0"));
        assert_eq!(in_name(Path::new("beta/metadata.xml")), None);
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
        let found = Sources::remembered(text, Path::new("/home/a/project"));
        let [beta] = found.documents.as_slice() else { panic!("one document") };
        assert_eq!(beta.version.as_deref(), Some("beta"));
        assert_eq!(beta.file, Path::new("/home/a/project/../metadata/beta.xml"));
        assert_eq!(found.pages, [Path::new("/home/a/project/pages")]);
    }
}
