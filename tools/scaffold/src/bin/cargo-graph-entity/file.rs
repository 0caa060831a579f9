//! Writes files.

use std::fs;
use std::io;
use std::path::Path;

/// Writes a file in one step, so that a failure neither loses what is there nor leaves a part.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    fs::write(&new, text)?;
    fs::rename(&new, path)
}
