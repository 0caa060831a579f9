//! `lock`: writes `graph-schema.lock` for packages.
//!
//! What a package declares is noted by the macros while cargo checks it.

mod cargo;

use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

use graph_entity_schema::declared::Item;
use graph_entity_schema::{Difference, Severity, compare, lock};
use serde_json::{Value, json};

use self::cargo::{Package, Workspace};
use crate::check::{counted, report, versions};
use crate::documents::{DocumentError, Sources};
use crate::notes::{self, NoteError};
use crate::source::SourceError;

/// The name of the file, beside the manifest.
pub const FILE: &str = "graph-schema.lock";

/// What to write locks for, and from what.
#[derive(Debug, Default)]
pub struct Lock {
    /// Where the facts are from. If nothing is given, what the lock there is was written from.
    pub sources: Sources,
    /// The manifest of the package or the workspace; without one, that of the current folder.
    pub manifest: Option<PathBuf>,
    /// Whether a lock is written for each package of the workspace that declares something.
    pub is_workspace: bool,
    /// Further arguments of `cargo check`, such as features.
    pub arguments: Vec<String>,
}

/// A lock that was written.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub file: PathBuf,
    /// Whether it is new, or not as it was.
    pub is_changed: bool,
    /// The number of declarations.
    pub declarations: usize,
    /// What the compiler will find, as far as the notes tell.
    pub differences: Vec<Difference>,
    /// The versions that are declared, but have no metadata.
    pub missing: Vec<String>,
}

/// Why no lock is written.
#[derive(Debug)]
pub enum LockError {
    /// Cargo did not do what it was asked for.
    Cargo(String),
    /// The package does not compile, so that it is not known what it declares.
    Check,
    /// A note of the macros.
    Note(NoteError),
    /// A metadata document.
    Document(DocumentError),
    /// A source file with documentation.
    Source(SourceError),
    /// No metadata is given, and the lock does not say what it was written from.
    NoDocument(PathBuf),
    /// The lock is of a later format than this version writes: the file, and the number of its format.
    Newer(PathBuf, u32),
    /// No package declares anything.
    Nothing,
    /// A file.
    File(PathBuf, io::Error),
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cargo(reason) => f.write_str(reason),
            Self::Check => f.write_str("`cargo check` failed, so it is not known what the package declares"),
            Self::Note(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
            Self::Source(error) => error.fmt(f),
            Self::NoDocument(file) => write!(
                f,
                "no metadata is given, and {} names none: write `--csdl beta=FILE` or `--csdl v1.0=FILE`",
                file.display()
            ),
            Self::Newer(file, format) => write!(
                f,
                "{} has format {format}, and this version of `cargo graph-entity` writes format {}: update it, \
                 `cargo install cargo-graph-entity`, or delete the file to have it in format {}",
                file.display(),
                lock::FORMAT,
                lock::FORMAT
            ),
            Self::Nothing => {
                f.write_str("no attribute of `graph-entity` was compiled: nothing to write a lock for")
            }
            Self::File(file, error) => write!(f, "{}: {error}", file.display()),
        }
    }
}

impl std::error::Error for LockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(_, error) => Some(error),
            _ => None,
        }
    }
}

impl Lock {
    /// Has cargo check the packages, and writes the lock of each that declares something.
    ///
    /// # Errors
    /// The package does not compile, or a file cannot be read or written.
    pub fn write(&self) -> Result<Vec<Written>, LockError> {
        let workspace = Workspace::of(self.manifest.as_deref())?;
        let packages = workspace.packages(self.is_workspace)?;
        // Before cargo compiles anything.
        packages.iter().try_for_each(|package| refuse_newer(package))?;
        if let [package] = packages.as_slice() {
            self.sources_of(package)?;
        }
        let folder = workspace.check(&packages, self.is_workspace, &self.arguments)?;
        let mut written = Vec::new();
        for package in packages {
            let mut items = notes::read(folder.path(), &package.folder).map_err(LockError::Note)?;
            if !items.is_empty() {
                // The macros compare these when the tests in the documentation run.
                items.extend(package.documented()?);
                written.push(self.write_one(package, &items)?);
            }
        }
        if written.is_empty() { Err(LockError::Nothing) } else { Ok(written) }
    }

    fn write_one(&self, package: &Package, items: &[Item]) -> Result<Written, LockError> {
        let file = package.folder.join(FILE);
        let failed = |error: io::Error| LockError::File(file.clone(), error);
        let before = read_if_there(&file)?;
        let sources = self.sources_of(package)?;
        let apis = sources.apis(None, items).map_err(LockError::Document)?;
        let missing = versions(items).into_iter().filter(|version| !apis.contains_key(version)).collect();
        let options = sources.options(&package.folder, &apis);
        let text = lock::write(items, &apis, &options);
        let is_changed = before.as_deref() != Some(text.as_bytes());
        if is_changed {
            std::fs::write(&file, text).map_err(failed)?;
        }
        // Cargo does not notice a lock that was not there before, and checks must run without notes, too.
        package.touch()?;
        let mut differences = compare(items, &apis);
        differences.retain(|difference| difference.severity == Severity::Error);
        Ok(Written { file, is_changed, declarations: items.len(), differences, missing })
    }

    /// What is given, or what the lock was written from.
    fn sources_of(&self, package: &Package) -> Result<Sources, LockError> {
        if !self.sources.is_empty() {
            return Ok(self.sources.clone());
        }
        let file = package.folder.join(FILE);
        let bytes = read_if_there(&file)?.unwrap_or_default();
        let found = Sources::remembered(&file, &String::from_utf8_lossy(&bytes));
        if found.is_empty() { Err(LockError::NoDocument(file)) } else { Ok(found) }
    }
}

/// Refuses to overwrite a lock of a later format, which may have facts that this version does not know.
fn refuse_newer(package: &Package) -> Result<(), LockError> {
    let file = package.folder.join(FILE);
    let bytes = read_if_there(&file)?.unwrap_or_default();
    match lock::format(&String::from_utf8_lossy(&bytes)) {
        Some(format) if format > lock::FORMAT => Err(LockError::Newer(file, format)),
        _ => Ok(()),
    }
}

/// Returns the bytes of a file: a damaged lock is written anew, so it may be of any bytes.
fn read_if_there(file: &Path) -> Result<Option<Vec<u8>>, LockError> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(LockError::File(file.to_owned(), error)),
    }
}

impl Written {
    /// Returns a sentence on what was written, and one for each thing to see to.
    pub fn to_text(&self) -> String {
        let file = self.file.display();
        let verb = if self.is_changed { "wrote" } else { "left as it was" };
        let mut text = format!("{verb} {file}: {}\n", counted(self.declarations, "declaration"));
        for version in &self.missing {
            let _ =
                writeln!(text, "  nothing about Graph {version}: give its metadata, `--csdl {version}=FILE`");
        }
        for difference in &self.differences {
            let _ = writeln!(text, "  {difference}");
        }
        text
    }

    /// Returns the same for programs.
    pub fn to_json(&self) -> Value {
        json!({
            "file": self.file.display().to_string(),
            "state": if self.is_changed { "written" } else { "unchanged" },
            "declarations": self.declarations,
            "missing": self.missing,
            "differences": report::json(&self.differences),
        })
    }
}
