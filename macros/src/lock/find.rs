//! Finds the lock of a package and reads it once.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::facts::Facts;
use super::read;

/// The name of the file, beside the manifest.
pub(crate) const FILE: &str = "graph-schema.lock";

/// The files that cargo writes into the folder of a dependency from a registry or a git repository, and of a
/// vendored one.
const MARKERS: [&str; 2] = [".cargo-ok", ".cargo-checksum.json"];

/// The maximum number of errors in a lock that are reported.
const SHOWN: usize = 16;

/// The lock of a package.
pub(super) struct Found {
    /// The facts, or the error in the file.
    pub(super) facts: Result<Arc<Facts>, String>,
    /// The file, if this is the first use of its content: then the compiler must be made to track it.
    pub(super) untracked: Option<PathBuf>,
    /// Whether this is the first use of its content.
    pub(super) is_first: bool,
}

/// What is known about a file: its modification time and length, and its facts. `None` for the lock of a
/// dependency.
struct Cached {
    stamp: (Option<SystemTime>, u64),
    facts: Option<Result<Arc<Facts>, String>>,
}

/// The locks that this process has read. Shared by all threads, because an editor's language server expands
/// each item in a thread of its own.
static CACHE: Mutex<BTreeMap<PathBuf, Cached>> = Mutex::new(BTreeMap::new());

/// The lock in a folder. `None` if there is none, or if the folder is that of a dependency, whose user cannot
/// fix what a later version of the macros reports.
pub(super) fn find(folder: &Path) -> Option<Found> {
    let path = folder.join(FILE);
    let stamp = match fs::metadata(&path) {
        Ok(metadata) => (metadata.modified().ok(), metadata.len()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
        // Reading the file returns the error to report.
        Err(_) => (None, 0),
    };
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(Cached { facts, .. }) = cache.get(&path).filter(|cached| cached.stamp == stamp) {
        return Some(Found { facts: facts.clone()?, untracked: None, is_first: false });
    }
    let is_dependency =
        folder.ancestors().any(|above| MARKERS.iter().any(|marker| above.join(marker).is_file()));
    let text = if is_dependency { None } else { Some(fs::read_to_string(&path)) };
    let untracked = text.as_ref().and_then(|text| text.is_ok().then(|| path.clone()));
    let facts = text.map(|text| {
        let text = text.map_err(|error| format!("`{FILE}` cannot be read: {error}"))?;
        read::read(&text).map(Arc::new).map_err(faulty)
    });
    cache.insert(path, Cached { stamp, facts: facts.clone() });
    Some(Found { facts: facts?, untracked, is_first: true })
}

/// One message for all errors in a lock.
fn faulty(mut faults: Vec<String>) -> String {
    let hidden = faults.len().saturating_sub(SHOWN);
    faults.truncate(SHOWN);
    if hidden > 0 {
        faults.push(format!("and {hidden} more"));
    }
    let faults = faults.join("\n");
    format!(
        "`{FILE}` has faults, so nothing is compared with it: run `cargo graph-entity lock` to write it anew\n{faults}"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{FILE, find};

    const ONE_TYPE: &str = "# graph-schema 1\nbeta microsoft.graph.x = complex\n";

    /// A folder of a test's own.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("graph-entity-lock-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).expect("a folder");
            Self(path)
        }

        fn write(&self, file: &str, text: impl AsRef<[u8]>) {
            fs::write(self.0.join(file), text).expect("a file");
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // Best effort: the system cleans up its temporary directory.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_lock_is_read_and_tracked_once_and_again_after_a_change() {
        let folder = Folder::new("once");
        assert!(find(&folder.0).is_none());
        folder.write(FILE, ONE_TYPE);
        let first = find(&folder.0).expect("a lock");
        assert_eq!(first.untracked, Some(folder.0.join(FILE)));
        let second = find(&folder.0).expect("a lock");
        assert!(second.untracked.is_none() && !second.is_first && second.facts.is_ok());
        folder.write(FILE, "# graph-schema 9\n");
        let changed = find(&folder.0).expect("a lock");
        assert!(changed.is_first && changed.untracked.is_some());
        assert!(changed.facts.expect_err("a fault").contains("line 1: expected `# graph-schema 1`"));
        assert!(!find(&folder.0).expect("a lock").is_first);
    }

    #[test]
    fn the_lock_of_a_dependency_is_ignored() {
        for marker in super::MARKERS {
            let folder = Folder::new(marker);
            let package = folder.0.join("workspace").join("package");
            fs::create_dir_all(&package).expect("a folder");
            fs::write(package.join(FILE), "nonsense").expect("a file");
            assert!(find(&package).expect("a lock").facts.is_err());
            // A git workspace has the marker at its root.
            folder.write(marker, "");
            fs::write(package.join(FILE), ONE_TYPE).expect("a file");
            assert!(find(&package).is_none(), "{marker}");
            assert!(find(&package).is_none(), "{marker}, from the cache");
        }
    }

    #[test]
    fn a_file_that_is_no_text_is_one_fault_and_is_not_tracked() {
        let folder = Folder::new("bytes");
        folder.write(FILE, [0xff, 0xfe]);
        let found = find(&folder.0).expect("a lock");
        assert!(found.untracked.is_none() && found.is_first);
        assert!(found.facts.expect_err("a fault").contains("cannot be read"));
        let folder = Folder::new("folder");
        fs::create_dir(folder.0.join(FILE)).expect("a folder");
        assert!(find(&folder.0).expect("a lock").facts.is_err());
    }

    #[test]
    fn many_faults_are_counted() {
        let folder = Folder::new("many");
        folder.write(FILE, format!("# graph-schema 1\n{}", "nonsense\n".repeat(20)));
        let fault = find(&folder.0).expect("a lock").facts.expect_err("a fault");
        assert!(fault.ends_with("\nand 4 more") && fault.contains("line 17: "), "{fault}");
    }
}
