//! Writes files.

use std::fs;
use std::io;
use std::path::Path;

/// Writes a file in one step, so that a failure neither loses what is there nor leaves a part. A link stays one,
/// and who may read the file stays as it is.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path);
    let path = target.as_deref().unwrap_or(path);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    fs::write(&new, text)?;
    if let Ok(existing) = fs::metadata(path) {
        fs::set_permissions(&new, existing.permissions())?;
    }
    fs::rename(&new, path)
}
