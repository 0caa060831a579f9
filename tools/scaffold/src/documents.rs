//! The metadata documents that a command is given: `FILE` or `VERSION=FILE`.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use graph_entity_schema::declared::Item;
use graph_entity_schema::{Apis, Metadata};

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

/// Writes `VERSION=FILE`, or the file alone.
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

/// Reads documents. One without a version is of `api`, or of the version in the name of the file, or of the
/// only one that the items have.
///
/// # Errors
/// A document that cannot be read, or whose version is not clear.
pub fn apis(documents: &[Document], api: Option<&str>, items: &[Item]) -> Result<Apis, DocumentError> {
    let declared: BTreeSet<&str> = items.iter().filter_map(Item::version).collect();
    let mut apis = Apis::new();
    for document in documents {
        let only = declared.first().copied().filter(|_| declared.len() == 1);
        let version = document.version.as_deref().or(api).or_else(|| in_name(&document.file)).or(only);
        let Some(version) = version else {
            let reason = "which version of Graph is it? Write `--csdl beta=FILE` or `--csdl v1.0=FILE`";
            return Err(DocumentError { file: document.file.clone(), reason: reason.to_owned() });
        };
        if apis.insert(version.to_owned(), document.read()?).is_some() {
            let reason = format!("it is the second document of Graph {version}: give one for each version");
            return Err(DocumentError { file: document.file.clone(), reason });
        }
    }
    Ok(apis)
}

/// The version in the name of a file.
fn in_name(file: &Path) -> Option<&'static str> {
    let name = file.file_name()?.to_string_lossy();
    VERSIONS.into_iter().find(|version| name.contains(version))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Document, in_name};

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
}
