//! Reads what annotated Rust declares, without compiling it.
//!
//! Items out of a `macro_rules!` and included files are not seen. Names are resolved by the modules and the
//! files that they are in, without name resolution: a type that is not found is passed over.

mod arguments;
mod docs;
mod files;
mod items;
mod names;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use graph_entity_schema::declared::{Item, ValueType};

use self::items::{At, Reader};
use self::names::Names;

/// What source files declare.
#[derive(Debug, Default)]
pub struct Source {
    /// The items in the order of the files.
    pub items: Vec<Item>,
    /// The texts of the files, to show their lines.
    pub files: BTreeMap<Arc<str>, String>,
}

/// A source file that cannot be read.
#[derive(Debug)]
pub struct SourceError {
    file: PathBuf,
    reason: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.reason)
    }
}

impl std::error::Error for SourceError {}

impl Source {
    /// Reads files, and all `.rs` files of folders.
    ///
    /// # Errors
    /// The first file that cannot be read or is not Rust.
    pub fn read(paths: &[impl AsRef<Path>]) -> Result<Self, SourceError> {
        let mut texts = Vec::new();
        for path in paths {
            for file in files::of(path.as_ref())? {
                let failed = |reason: String| SourceError { file: file.clone(), reason };
                let text = std::fs::read_to_string(&file).map_err(|error| failed(error.to_string()))?;
                texts.push((file, text));
            }
        }
        Self::parse(texts)
    }

    /// Reads the code in the documentation of all `.rs` files of a folder. The items have positions of no use.
    ///
    /// # Errors
    /// The first file that cannot be read or is not Rust.
    pub(crate) fn documented(folder: &Path) -> Result<Vec<Item>, SourceError> {
        let mut reader = Reader::default();
        for path in files::of(folder)? {
            let failed = |reason: String| SourceError { file: path.clone(), reason };
            let text = std::fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
            let file = syn_2::parse_str(&without_prefix(&text)).map_err(|error| failed(error.to_string()))?;
            for (at, block) in docs::code(&file, &path).iter().enumerate() {
                // The blocks do not see one another.
                let modules = vec![path.to_string_lossy().into_owned(), at.to_string()];
                reader.file(&"".into(), modules, block);
            }
        }
        Ok(reader.finish())
    }

    /// Reads the texts of files.
    ///
    /// # Errors
    /// The first text that is not Rust.
    pub fn parse(texts: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Self, SourceError> {
        let mut reader = Reader::default();
        let mut files = BTreeMap::new();
        for (path, text) in texts {
            let text = without_prefix(&text);
            let name: Arc<str> = path.to_string_lossy().into();
            let parsed: syn_2::File = syn_2::parse_str(&text).map_err(|error| {
                let at = error.span().start();
                let reason = format!("line {}, column {}: {error}", at.line, at.column + 1);
                SourceError { file: path.clone(), reason }
            })?;
            reader.file(&name, files::modules(&path), &parsed);
            files.insert(name, text);
        }
        Ok(Self { items: reader.finish(), files })
    }
}

/// The text without a byte order mark, and with spaces for an interpreter's line, so that the places of the
/// rest stay the same.
fn without_prefix(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    if !text.starts_with("#!") || text[2..].trim_start().starts_with('[') {
        return text.to_owned();
    }
    let end = text.find('\n').unwrap_or(text.len());
    format!("{}{}", " ".repeat(end), &text[end..])
}

/// The types of items of which only the name is known, for types that are written as text.
#[derive(Default)]
pub(crate) struct Types(Names);

impl Types {
    pub(crate) fn add(&mut self, name: &str, type_name: &str) {
        self.0.add_type(name, &Vec::new(), type_name);
    }

    /// Reads a type. `None` if the text is not one. It has no position.
    pub(crate) fn value(&self, text: &str) -> Option<ValueType> {
        let ty: syn_2::Type = syn_2::parse_str(text).ok()?;
        Some(ValueType { position: None, ..types::value(&ty, &self.0, &At::default()) })
    }
}
