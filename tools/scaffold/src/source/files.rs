//! The files of a package, and the modules that they are.

use std::path::{Path, PathBuf};

use super::SourceError;

/// The file itself, or the `.rs` files of a folder and its subfolders, sorted. Build output and hidden
/// folders are left out.
pub(super) fn of(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let mut found = Vec::new();
    if path.is_dir() {
        collect(path, &mut found)?;
    } else {
        found.push(path.to_owned());
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    let failed = |error: std::io::Error| SourceError { file: folder.to_owned(), reason: error.to_string() };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (path, kind) in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A link to a folder could lead back here.
        if kind.is_dir() {
            if name != "target" && !name.starts_with('.') {
                collect(&path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The names of the modules that a file is, as its path has them: `["src", "beta", "device"]`.
pub(super) fn modules(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = path
        .with_extension("")
        .components()
        .filter_map(|component| match component {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    if names.last().is_some_and(|name| matches!(name.as_str(), "mod" | "lib" | "main")) {
        names.pop();
    }
    names
}
